import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { Type } from 'typebox'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { SchemaForm } from '../components/schema-form.tsx'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { useNow } from '../shell/use-now.ts'
import { putAsset, useInTurn } from './asset-data.ts'

const instant = Type.String({ format: 'date-time' })
const Window = Type.Object({
  from: Type.Optional(instant),
  until: Type.Optional(instant),
  note: Type.Optional(Type.String({ maxLength: 1000 })),
})

/** From when until when the public may see it; it is withdrawn by itself when its time is over. */
export const RightsWindow = ({ asset }: { asset: Asset }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const inTurn = useInTurn(asset.id)
  const [editing, setEditing] = useState(false)
  const now = useNow(false)
  const { from, until, note } = asset.rights ?? {}
  const at = (instant: string) => formatInstant(instant, i18n.language)
  const over = until !== undefined && Date.parse(until) < now
  return (
    <section aria-label={t('rights.title')} data-testid="rights">
      <header>
        <h2 className="label">{t('rights.title')}</h2>
        {may('assets:publish') && !editing ? (
          <Button size="small" onClick={() => setEditing(true)} data-testid="rights-edit">
            {t('asset.edit')}
          </Button>
        ) : null}
      </header>
      {editing ? (
        <SchemaForm
          schema={Window}
          fields={{
            from: { label: t('rights.from') },
            until: { label: t('rights.until'), help: t('rights.untilHelp') },
            note: { label: t('rights.note'), rows: 2 },
          }}
          initial={asset.rights ?? {}}
          okText={t('actions.save')}
          cancel={() => setEditing(false)}
          blame={{ 'bad-range': 'until' }}
          submit={async (rights) => {
            putAsset(queries, await inTurn((version) => api.vms.setRights({ id: asset.id, version, ...rights })))
            setEditing(false)
          }}
        />
      ) : (
        <p className={over ? 'amber' : 'soft'}>
          {from && until
            ? t('rights.between', { from: at(from), until: at(until) })
            : from
              ? t('rights.after', { from: at(from) })
              : until
                ? t('rights.before', { until: at(until) })
                : t('rights.always')}
          {over ? ` · ${t('rights.over')}` : null}
          {note ? <span className="faint"> {note}</span> : null}
        </p>
      )}
    </section>
  )
}
