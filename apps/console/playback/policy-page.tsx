import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Policy, PolicyOf } from '#services/key'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { PolicyForm } from './policy-form.tsx'
import { PolicySummary } from './policy-summary.tsx'
import { usePlaybackTabs } from './tabs.ts'

const key = ['key', 'policy'] as const

/** 播放权限: what holds for every asset that has no policy of its own. */
export const PolicyPage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.key.stationPolicy({}, { signal }),
  })
  const put = (next: PolicyOf) => {
    queries.setQueryData(key, next)
    void queries.invalidateQueries({ queryKey: ['asset'] })
  }
  const save = async (found: PolicyOf, policy: Policy) => {
    const next = await api.key.putStationPolicy({ version: found.version, policy })
    put(next)
    setEditing(false)
    const back = async () => put(await api.key.putStationPolicy({ version: next.version, policy: found.policy }))
    offerUndo({ text: t('playback.saved'), undo: () => void back().catch(() => refetch()) })
  }
  const manages = may('playback:manage')
  return (
    <PageFrame title={t('nav.playback')} about={t('playback.about')} tabs={usePlaybackTabs()} width="narrow">
      {error && !data ? <ErrorState error={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton shape="form" rows={4} /> : null}
      {data ? (
        <section className="panel panel-body playback-policy" data-testid="station-policy">
          {editing ? (
            <PolicyForm policy={data.policy} cancel={() => setEditing(false)} save={(policy) => save(data, policy)} />
          ) : (
            <>
              <div className="playback-line">
                <PolicySummary found={data} />
                {manages ? (
                  <Button onClick={() => setEditing(true)} data-testid="station-policy-edit">
                    {t('actions.edit')}
                  </Button>
                ) : null}
              </div>
              <p className="faint">
                {data.updatedAt ? (
                  <>
                    {data.updatedBy} · <Ago at={data.updatedAt} />
                  </>
                ) : (
                  t('playback.never')
                )}
              </p>
              {manages ? null : <p className="faint">{t('playback.readOnly')}</p>}
            </>
          )}
        </section>
      ) : null}
    </PageFrame>
  )
}
