import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#backbone/client'
import { vms, type Asset, type BulkAction, type Filter as Asked } from '#services/vms'
import { offerUndo } from '../components/undo-list.ts'
import { chosenStation } from '../shell/api.ts'
import { keyOf, type Wanted } from './assets.ts'
import { counted } from './counted.ts'
import { hide, show } from './hidden.ts'
import { changeEach, changeInLists, putIn, renew, type Pages } from './pages.ts'
import { undone, useOutcomes } from './outcomes.tsx'
import { begin, end } from './underway.ts'
import { afterwards, undoing } from './undoing.ts'

/** Outlives the page: what was about to be done when somebody leaves is done all the same. */
const outliving = client(vms, {
  origin: location.origin,
  station: chosenStation,
  timeoutSeconds: 120,
  fetch: (input, init) => fetch(input, { ...init, keepalive: true }),
})
const call = (action: BulkAction) => (ids: string[]) => outliving.bulk({ ids, action })

/** What reaches the public, or gives up work under way, waits until it can no longer be undone. */
const waits = (action: BulkAction) => action.kind === 'publish' || action.kind === 'delete'

/** Whether a filter still lets an asset through whose state, column or tags have changed. */
export const stillFits = ({ state, column, tag }: Asked, asset: Asset): boolean => {
  const anyOf = (wanted: string | string[] | undefined, has: readonly (string | undefined)[]) =>
    wanted === undefined || [wanted].flat().some((one) => has.includes(one))
  return anyOf(state, [asset.state]) && anyOf(column, [asset.column]) && anyOf(tag, asset.tags)
}

/**
 * What is done with assets, one or thousands: shown at once, undone for 8 s, and told of where it fails. `choose` makes
 * those that failed the chosen ones.
 */
export const useDeeds = (list?: Wanted, choose?: (ids: string[]) => void) => {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const outcomes = useOutcomes()

  return useMemo(() => {
    const perform = (action: BulkAction, assets: readonly Asset[], text: string) => {
      const before = new Map(assets.map((asset) => [asset.id, asset]))
      const ids = [...before.keys()]
      const leaves = new Set<string>()
      for (const asset of assets) {
        const after = afterwards(action, asset)
        if (after && list && !stillFits(list.asked, after)) leaves.add(asset.id)
      }
      const away = afterwards(action, assets[0]!) === undefined
      if (away) hide(ids)
      changeInLists(queries, (asset) => (before.has(asset.id) ? (afterwards(action, asset) ?? asset) : asset))
      if (list) {
        queries.setQueryData<Pages>(keyOf(list), (data) => {
          return data && changeEach(data, (asset) => (leaves.has(asset.id) ? undefined : asset))
        })
      }
      const back = (which: readonly string[]) => {
        if (away) show(which)
        changeInLists(queries, (asset) => {
          const was = which.includes(asset.id) ? before.get(asset.id) : undefined
          return was && was.version === asset.version ? was : asset
        })
        const returning = which.filter((id) => leaves.has(id)).map((id) => before.get(id)!)
        if (list && returning.length > 0) {
          queries.setQueryData<Pages>(keyOf(list), (data) => data && putIn(data, list.sort, returning))
        }
      }
      const stop = new AbortController()
      const run = async (): Promise<string[]> => {
        begin(ids)
        const { done, notDone } = await outcomes.follow(text, assets, call(action), { choose, stop })
        end(ids)
        back(notDone)
        renew(
          queries,
          done.flatMap(({ asset }) => asset ?? []),
        )
        const changed = new Set(done.map(({ id }) => id))
        void queries.invalidateQueries({ queryKey: ['facets'] })
        await queries.invalidateQueries({ queryKey: ['assets', 'bin'] })
        if (away) {
          changeInLists(queries, (asset) => (changed.has(asset.id) ? undefined : asset))
          show([...changed])
        }
        return done.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)
      }
      if (waits(action)) return void offerUndo({ text, undo: () => back(ids), settle: () => void run() })

      const running = run()
      const undo = async () => {
        stop.abort(undone)
        back(ids)
        const done = (await running).map((id) => before.get(id)!)
        for (const part of undoing(action, done)) {
          const items = part.ids.map((id) => before.get(id)!)
          const put = await outcomes.follow(t('deeds.undoing'), items, call(part.action))
          renew(
            queries,
            put.done.flatMap(({ asset }) => asset ?? []),
          )
        }
        void queries.invalidateQueries({ queryKey: ['facets'] })
        void queries.invalidateQueries({ queryKey: ['assets', 'bin'] })
      }
      offerUndo({ text, undo: () => void undo() })
    }

    const about = (assets: readonly Asset[]) => counted(assets.length, i18n.language)
    const some = (act: (assets: readonly Asset[]) => void) => (assets: readonly Asset[]) => {
      if (assets.length > 0) act(assets)
    }
    return {
      publish: some((assets) => perform({ kind: 'publish' }, assets, t('deeds.published', about(assets)))),
      withdraw: some((assets) => perform({ kind: 'withdraw' }, assets, t('deeds.withdrawn', about(assets)))),
      remove: some((assets) => perform({ kind: 'delete' }, assets, t('deeds.deleted', about(assets)))),
      restore: some((assets) => perform({ kind: 'restore' }, assets, t('deeds.restored', about(assets)))),
      move: (assets: readonly Asset[], column: string | null) => {
        const moving = assets.filter((asset) => (asset.column ?? null) !== column)
        if (moving.length === 0) return
        const where = column ?? t('library.noColumn')
        perform({ kind: 'move', column }, moving, t('deeds.moved', { ...about(moving), column: where }))
      },
      tag: (assets: readonly Asset[], { add, remove }: { add: string[]; remove: string[] }) => {
        if (assets.length === 0 || add.length + remove.length === 0) return
        const action = {
          kind: 'tag' as const,
          ...(add.length > 0 ? { add } : {}),
          ...(remove.length > 0 ? { remove } : {}),
        }
        perform(action, assets, t('deeds.tagged', about(assets)))
      },
    }
  }, [queries, outcomes, list, choose, t, i18n])
}
export type Deeds = ReturnType<typeof useDeeds>
