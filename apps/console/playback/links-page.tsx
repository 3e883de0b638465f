import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link as To } from 'react-router'
import type { Link } from '#services/key'
import type { Asset } from '#services/vms'
import { linkStateOf, linkTones } from '../asset/signed-links.tsx'
import { useRevoke } from '../asset/use-revoke.ts'
import { DataTable } from '../components/data-table.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { useRows } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { AssetChoice } from '../library/asset-choice.tsx'
import { assetsById } from '../library/assets-by-id.ts'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
import { usePlaybackTabs } from './tabs.ts'

type Known = { link: Link; asset: Asset | undefined }
const filters = ['asset']
const key = ['key', 'links'] as const
const atOnce = 50

const idOf = ({ link }: Known) => link.id

/** 签名链接: every link of the station, whom it was made for, and its end. */
export const LinksPage = () => {
  const { t } = useTranslation()
  const asking = useRevoke()
  const queries = useQueryClient()
  const [query, setQuery] = useTableQuery(filters)
  const { asset } = query.filters
  const rows = useRows<Known>(
    [...key, asset],
    async (asked, options) => {
      const { items, next } = await api.key.links({ ...asked, ...(asset ? { asset } : {}) }, options)
      const assets = await assetsById(
        items.map((link) => link.asset),
        options,
      )
      const known = items.map((link) => ({ link, asset: assets.get(link.asset) }))
      return { items: known, ...(next ? { next } : {}) }
    },
    { limit: atOnce },
  )
  /** It cannot be taken back: players that were let in are stopped at once. */
  const ask = (title: string, act: () => Promise<unknown>) =>
    asking({
      title,
      detail: t('links.revokeDetail'),
      act: async () => {
        await act()
        await queries.invalidateQueries({ queryKey: ['key'] })
      },
    })
  const revoke = ({ link }: Known) => ask(t('links.revokeTitle'), () => api.key.revokeLink({ id: link.id }))
  return (
    <PageFrame
      title={t('nav.playback')}
      about={t('playback.links.about')}
      tabs={usePlaybackTabs()}
      actions={
        asset ? (
          <Button danger onClick={() => ask(t('playback.links.allTitle'), () => api.key.revokeAll({ asset }))}>
            {t('playback.links.revokeAll')}
          </Button>
        ) : undefined
      }
    >
      <div data-testid="all-links">
        <DataTable<Known>
          name="links"
          label={t('playback.tabs.links')}
          columns={useLinkColumns(revoke)}
          rows={rows}
          idOf={idOf}
          nameOf={({ link }) => link.note || link.viewer || t('links.untitled')}
          query={query}
          onQuery={setQuery}
          tools={
            <AssetChoice
              className="playback-asset"
              label={t('playback.anyAsset')}
              value={asset}
              change={(next) => setQuery({ ...query, filters: next ? { asset: next } : {} })}
            />
          }
          empty={<Empty title={t('links.none')} detail={t('playback.links.noneDetail')} />}
        />
      </div>
    </PageFrame>
  )
}

const useLinkColumns = (revoke: (known: Known) => void): Column<Known>[] => {
  const { t, i18n } = useTranslation()
  return [
    {
      key: 'note',
      title: t('links.note'),
      cell: ({ link }) => (
        <span className="ellipsis" data-testid="signed-link">
          {link.note || t('links.untitled')}
        </span>
      ),
      widthPixels: 200,
      grow: true,
    },
    {
      key: 'asset',
      title: t('playback.asset'),
      cell: ({ link, asset }) => (
        <To to={`/assets/${link.asset}?tab=sharing`} className="ellipsis">
          {asset?.title ?? t('playback.assetGone')}
        </To>
      ),
      widthPixels: 200,
      grow: true,
    },
    {
      key: 'viewer',
      title: t('links.viewer'),
      cell: ({ link }) => <span className="ellipsis">{link.viewer ?? '–'}</span>,
      widthPixels: 120,
    },
    {
      key: 'sessions',
      title: t('playback.links.sessions'),
      cell: ({ link }) => <To to={`/station/playback/sessions?link=${link.id}`}>{link.sessions}</To>,
      widthPixels: 90,
      end: true,
    },
    {
      key: 'until',
      title: t('playback.links.until'),
      cell: ({ link }) => <span className="numerals">{formatInstant(link.expiresAt, i18n.language)}</span>,
      widthPixels: 170,
    },
    {
      key: 'state',
      title: t('playback.state'),
      cell: ({ link }) => {
        const state = linkStateOf(link)
        return (
          <Status tone={linkTones[state]} state={state}>
            {t(`links.states.${state}`)}
          </Status>
        )
      },
      widthPixels: 110,
      card: 'state',
    },
    {
      key: 'made',
      title: t('playback.links.made'),
      cell: ({ link }) => (
        <span className="ellipsis">
          {link.createdBy} · <Ago at={link.createdAt} />
        </span>
      ),
      widthPixels: 180,
      card: 'about',
    },
    {
      key: 'revoke',
      title: t('links.revoke'),
      cell: (known) =>
        linkStateOf(known.link) === 'open' ? (
          <Button size="small" type="text" danger onClick={() => revoke(known)} data-testid="revoke-link">
            {t('links.revoke')}
          </Button>
        ) : null,
      widthPixels: 90,
      card: 'about',
    },
  ]
}
