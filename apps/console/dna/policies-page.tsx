import { DeleteOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Policy } from '#services/dna'
import type { Asset } from '#services/vms'
import { DataTable } from '../components/data-table.tsx'
import { useDetail } from '../components/detail-drawer.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { rowsOf } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { offerUndo } from '../components/undo-list.ts'
import { assetsById } from '../library/assets-by-id.ts'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { actionTones } from './match-data.ts'
import { PolicyDrawer } from './policy-drawer.tsx'
import { useDnaTabs } from './tabs.ts'

type Known = { policy: Policy; asset: Asset | undefined }
export const policiesKey = ['dna', 'policies'] as const

const idOf = ({ policy }: Known) => policy.id

/** What the station does about what is shown again: by source, by column, for what others share, and for all else. */
export const PoliciesPage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const detail = useDetail()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: policiesKey,
    queryFn: async ({ signal }): Promise<Known[]> => {
      const { items } = await api.dna.policies({}, { signal })
      const assets = await assetsById(
        items.flatMap(({ source }) => (source.kind === 'asset' ? [source.asset] : [])),
        { signal },
      )
      const assetOf = ({ source }: Policy) => (source.kind === 'asset' ? assets.get(source.asset) : undefined)
      return items.map((policy) => ({ policy, asset: assetOf(policy) }))
    },
  })
  const again = () => queries.invalidateQueries({ queryKey: ['dna'] })
  const drop = useAct(async ({ policy }: Known) => {
    const { id, updatedAt: _at, updatedBy: _by, ...rules } = policy
    await api.dna.dropPolicy({ id })
    await again()
    offerUndo({ text: t('copies.policy.dropped'), undo: () => void api.dna.putPolicy(rules).finally(again) })
  })
  const manages = may('station:manage')
  const make = manages ? (
    <Button type="primary" onClick={() => detail.open('new')} data-testid="new-dna-policy">
      {t('copies.policy.make')}
    </Button>
  ) : undefined
  const items = data ?? []
  return (
    <PageFrame
      title={t('nav.copies')}
      about={manages ? t('copies.policy.about') : t('copies.policy.readOnly')}
      tabs={useDnaTabs()}
      primary={items.length > 0 ? make : undefined}
    >
      <div data-testid="dna-policies">
        <DataTable<Known>
          name="dna-policies"
          label={t('copies.tabs.policies')}
          columns={usePolicyColumns(manages ? (known) => drop.act(known) : undefined)}
          rows={{ ...rowsOf(items), pending: isPending, error: error ?? undefined, again: () => void refetch() }}
          idOf={idOf}
          nameOf={({ policy }) => t(`copies.policy.kinds.${policy.source.kind}`)}
          {...(manages ? { open: ({ policy }: Known) => detail.open(policy.id) } : {})}
          current={detail.id}
          empty={
            <Empty title={t('copies.policy.none')} detail={t('copies.policy.noneDetail')}>
              {make}
            </Empty>
          }
        />
      </div>
      <PolicyDrawer
        open={detail.id !== undefined && manages}
        policy={items.find(({ policy }) => policy.id === detail.id)?.policy}
        close={detail.close}
      />
    </PageFrame>
  )
}

const usePolicyColumns = (drop: ((known: Known) => void) | undefined): Column<Known>[] => {
  const { t } = useTranslation()
  const named = ({ policy: { source }, asset }: Known) =>
    source.kind === 'column'
      ? source.column
      : source.kind === 'asset'
        ? (asset?.title ?? t('copies.assetGone'))
        : undefined
  return [
    {
      key: 'source',
      title: t('copies.policy.source'),
      cell: (known) => (
        <span className="ellipsis" data-testid="dna-policy">
          {t(`copies.policy.kinds.${known.policy.source.kind}`)}
          {named(known) === undefined ? null : <strong className="dna-of">{named(known)}</strong>}
        </span>
      ),
      widthPixels: 260,
      grow: true,
    },
    {
      key: 'action',
      title: t('copies.action'),
      cell: ({ policy }) => <Status tone={actionTones[policy.action]}>{t(`copies.actions.${policy.action}`)}</Status>,
      widthPixels: 120,
      card: 'state',
    },
    {
      key: 'least',
      title: t('copies.policy.minimumSeconds'),
      cell: ({ policy }) => t('copies.seconds', { count: policy.minimumSeconds }),
      widthPixels: 110,
      end: true,
    },
    {
      key: 'credit',
      title: t('copies.policy.creditLine'),
      cell: ({ policy }) => <span className="ellipsis">{policy.creditLine ?? '–'}</span>,
      widthPixels: 200,
    },
    {
      key: 'share',
      title: t('copies.policy.shared'),
      cell: ({ policy }) => (policy.share ? t('copies.policy.yes') : '–'),
      widthPixels: 90,
    },
    {
      key: 'by',
      title: t('copies.policy.changed'),
      cell: ({ policy }) => (
        <span className="ellipsis">
          {policy.updatedBy} · <Ago at={policy.updatedAt} />
        </span>
      ),
      widthPixels: 180,
      card: 'about',
    },
    ...(drop
      ? [
          {
            key: 'drop',
            title: t('actions.delete'),
            cell: (known: Known) => (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('actions.delete')}
                onClick={() => drop(known)}
                data-testid="drop-dna-policy"
              />
            ),
            widthPixels: 70,
            card: 'about' as const,
          },
        ]
      : []),
  ]
}
