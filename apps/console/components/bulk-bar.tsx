import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** What can be done with the chosen entries, floating over the list's end. */
export const BulkBar = ({ count, clear, children }: { count: number; clear(): void; children: ReactNode }) => {
  const { t } = useTranslation()
  return (
    <div className="bulk" role="toolbar" aria-label={t('components.table.chosen', { count })} data-testid="bulk">
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined />}
        onClick={clear}
        aria-label={t('components.table.clear')}
      />
      <strong className="numerals">{t('components.table.chosen', { count })}</strong>
      <span className="grow" />
      {children}
    </div>
  )
}
