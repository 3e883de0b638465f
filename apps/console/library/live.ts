import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Asset } from '#services/vms'
import { api } from '../shell/api.ts'
import { onReturn, useRoom } from '../shell/realtime.ts'
import { firstPage, keyOf, type Wanted } from './assets.ts'
import { columnsKey } from './catalogue.ts'
import { isUnderway } from './underway.ts'
import { changeEach, changeInLists, isAmong, listsKey, putIn, renew, type Pages } from './pages.ts'

const gatherMilliseconds = 400
const leastBetweenMilliseconds = 2000
const progressMilliseconds = 500
/** The most one call answers; a list that has missed more begins anew. */
const most = 200
const mostSingle = 10

type Told = { id: string; state?: string; version?: number }
type Progress = { subject?: string | null; progress: number; state: string }

/**
 * Keeps a list as the station tells: what changed is fetched in one call however much it was and renewed in its place,
 * what was deleted is marked. What is new waits in `news` until `bring`, unless the list is `quiet` (nobody is at it).
 */
export const useLive = (wanted: Wanted | undefined, quiet: () => boolean) => {
  const queries = useQueryClient()
  const [news, setNews] = useState<ReadonlyMap<string, Asset>>(new Map())
  const told = useRef(new Map<string, number | undefined>())
  const lastLook = useRef(0)
  const now = useRef({ wanted, quiet, news })
  useEffect(() => {
    now.current = { wanted, quiet, news }
  })
  const key = wanted ? JSON.stringify(wanted) : undefined
  const data = useCallback(
    () => (now.current.wanted ? queries.getQueryData<Pages>(keyOf(now.current.wanted)) : undefined),
    [queries],
  )

  const bring = useCallback(() => {
    const { wanted, news } = now.current
    if (!wanted) return
    queries.setQueryData<Pages>(keyOf(wanted), (data) => data && putIn(data, wanted.sort, [...news.values()]))
    changeInLists(queries, (asset) => (asset.deletedAt ? undefined : asset))
    setNews(new Map())
  }, [queries])

  /** Takes in what fits the filter and is not in the list yet. */
  const consider = useCallback(
    (fitting: readonly Asset[], only?: ReadonlySet<string>) => {
      const { wanted, news, quiet } = now.current
      const list = data()
      if (!wanted || !list) return
      const known = new Set(list.pages.flatMap(({ items }) => items.map(({ id }) => id)))
      const fresh = fitting.filter(
        (asset) => !known.has(asset.id) && (!only || only.has(asset.id)) && isAmong(list, wanted.sort, asset),
      )
      if (fresh.length > 0 || quiet()) {
        const next = new Map([...news, ...fresh.map((asset) => [asset.id, asset] as const)])
        now.current.news = next
        setNews(next)
        if (quiet() || known.size === 0) bring()
      }
    },
    [bring, data],
  )

  const look = useCallback(async () => {
    const { wanted } = now.current
    const list = data()
    const versions = told.current
    told.current = new Map()
    void queries.invalidateQueries({ queryKey: ['facets'] })
    if (!wanted || !list) return
    const known = new Map(list.pages.flatMap(({ items }) => items.map((asset) => [asset.id, asset.version])))
    const stale = new Set(
      [...versions].flatMap(([id, version]) => {
        const seen = known.get(id)
        return seen !== undefined && (version === undefined || seen < version) ? [id] : []
      }),
    )
    const strangers = new Set([...versions.keys()].filter((id) => !known.has(id)))
    if (stale.size + strangers.size === 0) return
    const renewed = (items: readonly Asset[]) => {
      renew(queries, items)
      for (const { id } of items) stale.delete(id)
    }
    const fitting = await api.vms.list({ ...wanted.asked, sort: 'changed', limit: most })
    renewed(fitting.items)
    // What changed so that the filter no longer lets it through stays where it is, and is shown as it is.
    if (stale.size > mostSingle) renewed((await api.vms.list({ sort: 'changed', limit: most })).items)
    const single = await Promise.all([...stale].slice(0, mostSingle).map((id) => api.vms.get({ id }).catch(() => [])))
    renew(queries, single.flat())
    if (strangers.size > 0) consider(fitting.items, strangers)
  }, [queries, data, consider])

  /** Looks at all that has changed since a list was left, or the connection lost. */
  const catchUp = useCallback(async () => {
    const { wanted } = now.current
    const list = data()
    if (!wanted || !list) return
    const since = (queries.getQueryState(keyOf(wanted))?.dataUpdatedAt ?? 0) - 60_000
    const changed = { sort: 'changed', limit: most } as const
    const [fitting, all, binned] = await Promise.all([
      api.vms.list({ ...wanted.asked, ...changed }),
      api.vms.list(changed),
      api.vms.list({ inBin: true, ...changed }),
    ])
    const missed = [all, binned].some(
      ({ items }) => items.length === most && Date.parse(items.at(-1)!.updatedAt) > since,
    )
    if (missed) return void queries.setQueryData<Pages>(keyOf(wanted), await firstPage(wanted))
    renew(queries, all.items)
    const gone = new Set(binned.items.map(({ id }) => id))
    changeInLists(queries, (asset) => (asset.deletedAt || gone.has(asset.id) ? undefined : asset))
    consider(fitting.items)
  }, [queries, data, consider])

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const soon = () => {
    const wait = Math.max(gatherMilliseconds, lastLook.current + leastBetweenMilliseconds - Date.now())
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      lastLook.current = Date.now()
      void look().catch(() => {})
    }, wait)
  }
  useRoom('assets:columns', () => void queries.invalidateQueries({ queryKey: columnsKey }))
  useRoom<Told>('assets', ({ id, state, version }) => {
    if (isUnderway(id)) return soon()
    if (state === 'deleted' || state === 'purged') mark(queries, id)
    else told.current.set(id, version)
    soon()
  })

  const progress = useRef(new Map<string, number>())
  const drawing = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(drawing.current), [])
  useRoom<Progress>('runs', ({ subject, progress: fraction, state }) => {
    if (!subject || state !== 'running') return
    progress.current.set(subject, fraction)
    drawing.current ??= setTimeout(() => {
      drawing.current = undefined
      const seen = progress.current
      progress.current = new Map()
      changeInLists(queries, (asset) => {
        const next = seen.get(asset.id)
        return next === undefined || asset.state !== 'ingesting' ? asset : { ...asset, progress: next }
      })
    }, progressMilliseconds)
  })

  useEffect(() => {
    setNews(new Map())
    const state = now.current.wanted && queries.getQueryState(keyOf(now.current.wanted))
    // A list that is here already may have been left a while ago.
    if (state?.data && Date.now() - state.dataUpdatedAt > leastBetweenMilliseconds) void catchUp().catch(() => {})
  }, [key, queries, catchUp])
  useEffect(() => onReturn(() => void catchUp().catch(() => {})), [catchUp])
  return { news: news.size, bring }
}

/** What somebody deleted keeps its place until nobody is at the list: nothing moves under the pointer. */
const mark = (queries: ReturnType<typeof useQueryClient>, id: string) =>
  void queries.setQueriesData<Pages>(
    { queryKey: listsKey },
    (data) =>
      data &&
      changeEach(data, (asset) =>
        asset.id === id && !asset.deletedAt ? { ...asset, deletedAt: new Date().toISOString() } : asset,
      ),
  )
