import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Policy, type PolicyOf } from '#services/key'
import type { Asset } from '#services/vms'
import { SchemaForm } from '../components/schema-form.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
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
      {data && !editing ? <Summary found={data} /> : null}
      {data && editing ? (
        <PolicyForm
          found={data}
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

const Summary = ({ found }: { found: PolicyOf }) => {
  const { t, i18n } = useTranslation()
  const { policy, from } = found
  const list = (items: readonly string[]) => items.join(i18n.language === 'en' ? ', ' : '、')
  const at = (instant: string) => formatInstant(instant, i18n.language)
  const limits = [
    policy.from ? t('policy.from', { at: at(policy.from) }) : undefined,
    policy.until ? t('policy.until', { at: at(policy.until) }) : undefined,
    policy.regions.length > 0 ? t('policy.onlyRegions', { list: list(policy.regions) }) : undefined,
    policy.addresses.length > 0 ? t('policy.onlyAddresses', { list: list(policy.addresses) }) : undefined,
    policy.referrers.length > 0 ? t('policy.onlySites', { list: list(policy.referrers) }) : undefined,
    policy.sessionsAtOnce ? t('policy.atOnce', { count: policy.sessionsAtOnce }) : undefined,
    policy.sessionsPerViewer ? t('policy.perViewer', { count: policy.sessionsPerViewer }) : undefined,
  ].filter((one) => one !== undefined)
  return (
    <div data-from={from} data-protection={policy.protection}>
      <p>
        {t(`policy.protections.${policy.protection}`)} <span className="faint">{t(`policy.comesFrom.${from}`)}</span>
      </p>
      {limits.length > 0 ? (
        <ul className="policy-limits soft">
          {limits.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

type PolicyFormProps = { found: PolicyOf; cancel(): void; save(policy: Policy): Promise<void> }

const PolicyForm = ({ found, cancel, save }: PolicyFormProps) => {
  const { t } = useTranslation()
  const regions = useQuery({
    queryKey: ['key', 'regions'],
    queryFn: async ({ signal }) => (await api.key.regions({}, { signal })).items.map(({ name }) => name),
  })
  return (
    <SchemaForm
      schema={Policy}
      fields={{
        protection: {
          label: t('policy.protection'),
          options: {
            public: t('policy.protections.public'),
            signed: t('policy.protections.signed'),
            encrypted: t('policy.protections.encrypted'),
          },
        },
        from: { label: t('policy.fields.from') },
        until: { label: t('policy.fields.until') },
        sessionsAtOnce: { label: t('policy.fields.sessionsAtOnce') },
        sessionsPerViewer: { label: t('policy.fields.sessionsPerViewer') },
        regions: { label: t('policy.fields.regions'), suggestions: regions.data ?? [] },
        addresses: { label: t('policy.fields.addresses'), placeholder: '10.0.0.0/8' },
        referrers: { label: t('policy.fields.referrers'), placeholder: '*.example.cn' },
        withoutReferrer: { label: t('policy.fields.withoutReferrer') },
        rotationSeconds: { label: t('policy.fields.rotationSeconds'), help: t('policy.fields.rotationHelp') },
      }}
      initial={found.policy}
      okText={t('actions.save')}
      cancel={cancel}
      submit={save}
    />
  )
}
