import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as To } from 'react-router'
import type { Session } from '#services/key'
import type { Asset } from '#services/vms'
import { DataTable } from '../components/data-table.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { useRows } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import { Status, type Tone } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { AssetChoice } from '../library/asset-choice.tsx'
import { assetsById } from '../library/assets-by-id.ts'
import { api } from '../shell/api.ts'
import { useAct } from '../shell/use-act.ts'
import { usePlaybackTabs } from './tabs.ts'

type Known = { session: Session; asset: Asset | undefined }
const filters = ['state', 'asset', 'link']
const states = ['live', 'idle', 'expired', 'revoked'] as const satisfies readonly Session['state'][]
const tones: Record<Session['state'], Tone> = { live: 'jade', idle: 'none', expired: 'none', revoked: 'amber' }
const key = ['key', 'sessions'] as const
const atOnce = 50
const againMilliseconds = 15_000

const idOf = ({ session }: Known) => session.id

/** 播放会话: who is playing what just now, and the end of it. */
export const SessionsPage = () => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [query, setQuery] = useTableQuery(filters)
  const { asset, link } = query.filters
  const state = states.find((one) => one === query.filters.state)
  const rows = useRows<Known>(
    [...key, state, asset, link],
    async (asked, options) => {
      const wanted = { ...(state ? { state } : {}), ...(asset ? { asset } : {}), ...(link ? { link } : {}) }
      const { items, next } = await api.key.sessions({ ...asked, ...wanted }, options)
      const assets = await assetsById(
        items.map((session) => session.asset),
        options,
      )
      const known = items.map((session) => ({ session, asset: assets.get(session.asset) }))
      return { items: known, ...(next ? { next } : {}) }
    },
    { limit: atOnce },
  )
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') void queries.invalidateQueries({ queryKey: key })
    }
    const timer = setInterval(look, againMilliseconds)
    return () => clearInterval(timer)
  }, [queries])
  const revoke = useAct(async ({ session }: Known) => {
    await api.key.revokeSession({ id: session.id })
    await queries.invalidateQueries({ queryKey: key })
  })
  const set = (name: string, value: string | undefined) => {
    const { [name]: _before, ...others } = query.filters
    setQuery({ ...query, filters: value ? { ...others, [name]: value } : others })
  }
  const narrowed = Object.keys(query.filters).length > 0
  return (
    <PageFrame title={t('nav.playback')} about={t('playback.sessions.about')} tabs={usePlaybackTabs()}>
      <div data-testid="sessions">
        <DataTable<Known>
          name="sessions"
          label={t('playback.tabs.sessions')}
          columns={useSessionColumns((known) => revoke.act(known))}
          rows={rows}
          idOf={idOf}
          nameOf={({ session }) => session.viewer ?? session.address}
          versionOf={({ session }) => session.state}
          query={query}
          onQuery={setQuery}
          tools={
            <>
              <AssetChoice
                className="playback-asset"
                label={t('playback.anyAsset')}
                value={asset}
                change={(next) => set('asset', next)}
              />
              {link ? (
                <button type="button" className="table-active-chip" onClick={() => set('link', undefined)}>
                  {t('playback.sessions.ofLink')}
                  <span aria-hidden="true">×</span>
                </button>
              ) : null}
            </>
          }
          empty={
            <Empty
              title={t(narrowed ? 'playback.sessions.noneSuch' : 'playback.sessions.none')}
              detail={narrowed ? undefined : t('playback.sessions.noneDetail')}
            />
          }
        />
      </div>
    </PageFrame>
  )
}

const useSessionColumns = (revoke: (known: Known) => void): Column<Known>[] => {
  const { t } = useTranslation()
  return [
    {
      key: 'who',
      title: t('links.viewer'),
      cell: ({ session }) => (
        <span className="ellipsis" data-testid="session">
          {session.viewer ?? session.address}
        </span>
      ),
      widthPixels: 160,
    },
    {
      key: 'asset',
      title: t('playback.asset'),
      cell: ({ session, asset }) => (
        <To to={`/assets/${session.asset}`} className="ellipsis">
          {asset?.title ?? t('playback.assetGone')}
        </To>
      ),
      widthPixels: 220,
      grow: true,
    },
    {
      key: 'address',
      title: t('playback.sessions.address'),
      cell: ({ session }) => <span className="mono">{session.address}</span>,
      widthPixels: 140,
    },
    {
      key: 'player',
      title: t('playback.sessions.player'),
      cell: ({ session }) => (
        <span className="ellipsis" title={session.userAgent}>
          {session.userAgent || '–'}
        </span>
      ),
      widthPixels: 200,
      card: 'off',
    },
    {
      key: 'started',
      title: t('playback.sessions.started'),
      cell: ({ session }) => <Ago at={session.startedAt} />,
      widthPixels: 110,
      card: 'about',
    },
    {
      key: 'seen',
      title: t('playback.sessions.seen'),
      cell: ({ session }) => <Ago at={session.seenAt} />,
      widthPixels: 110,
      card: 'about',
    },
    {
      key: 'state',
      title: t('playback.state'),
      cell: ({ session }) => (
        <Status tone={tones[session.state]} state={session.state}>
          {t(`playback.sessions.states.${session.state}`)}
        </Status>
      ),
      widthPixels: 110,
      filter: states.map((value) => ({ value, label: t(`playback.sessions.states.${value}`) })),
      card: 'state',
    },
    {
      key: 'end',
      title: t('playback.sessions.end'),
      cell: (known) =>
        known.session.state === 'live' || known.session.state === 'idle' ? (
          <Button size="small" type="text" danger onClick={() => revoke(known)} data-testid="end-session">
            {t('playback.sessions.end')}
          </Button>
        ) : null,
      widthPixels: 80,
      card: 'about',
    },
  ]
}
