import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyOf } from '#services/key'
import type { Asset } from '#services/vms'
import { offerUndo } from '../components/undo-list.ts'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { PolicyForm } from '../playback/policy-form.tsx'
import { PolicySummary } from '../playback/policy-summary.tsx'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'

/** Who may play it, where from, how many at once: a policy of its own, or the station's. */
export const PlaybackPolicy = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const key = ['asset', asset.id, 'policy']
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.key.policy({ asset: asset.id }, { signal }),
  })
  const put = (next: PolicyOf) => queries.setQueryData(key, next)
  const drop = useAct(async () => {
    const own = data!.policy
    put(await api.key.dropPolicy({ asset: asset.id }))
    const back = async () => put(await api.key.putPolicy({ asset: asset.id, version: 0, policy: own }))
    offerUndo({ text: t('policy.dropped'), undo: () => void back().catch(() => refetch()) })
  })
  const manages = may('playback:manage')
  return (
    <section aria-label={t('policy.title')} data-testid="policy">
      <header>
        <h2 className="label">{t('policy.title')}</h2>
        {manages && data && !editing ? (
          <div className="row">
            {data.from === 'asset' ? (
              <Button size="small" type="text" loading={drop.busy} onClick={() => drop.act()}>
                {t('policy.useStation')}
              </Button>
            ) : null}
            <Button size="small" onClick={() => setEditing(true)} data-testid="policy-edit">
              {t(data.from === 'asset' ? 'asset.edit' : 'policy.own')}
            </Button>
          </div>
        ) : null}
      </header>
      {error && !data ? <ErrorState small error={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton rows={2} /> : null}
      {data && !editing ? <PolicySummary found={data} /> : null}
      {data && editing ? (
        <PolicyForm
          policy={data.policy}
          cancel={() => setEditing(false)}
          save={async (policy) => {
            put(await api.key.putPolicy({ asset: asset.id, version: data.version, policy }))
            setEditing(false)
          }}
        />
      ) : null}
    </section>
  )
}
