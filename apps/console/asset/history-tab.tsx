import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { HistoryEvents } from './history-events.tsx'
import { HistoryVersions } from './history-versions.tsx'
import './history.css'

const views = ['events', 'versions'] as const

/** 历史: what happened to an asset and who did it; and what people said of it, to compare and go back to. */
export const HistoryTab = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const [view, setView] = useState<(typeof views)[number]>('events')
  return (
    <div className="history" data-testid="history">
      <Segmented
        size="small"
        aria-label={t('history.view')}
        value={view}
        onChange={setView}
        options={views.map((value) => ({ value, label: t(`history.views.${value}`) }))}
      />
      {view === 'events' ? <HistoryEvents asset={asset} /> : <HistoryVersions asset={asset} />}
    </div>
  )
}
