import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Asset, Collection } from '#services/vms'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { problemText } from '../shell/problem.ts'
import { collectionsKey } from './catalogue.ts'
import { counted } from './counted.ts'
import { listsKey } from './pages.ts'

const atOnce = 500
const parts = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, n) => ids.slice(n * atOnce, (n + 1) * atOnce))

/** Putting assets into collections and taking them out; undone for 8 s. */
export const useCollecting = () => {
  const { t, i18n } = useTranslation()
  const many = (ids: readonly string[]) => counted(ids.length, i18n.language)
  const queries = useQueryClient()
  const { message } = App.useApp()
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: collectionsKey })
    void queries.invalidateQueries({ queryKey: ['facets'] })
    // Lists of a collection are few and short: they begin anew.
    queries.removeQueries({ queryKey: listsKey, type: 'inactive' })
  }
  const said = async (act: () => Promise<void>) => {
    try {
      await act()
    } catch (error) {
      void message.error(problemText(error), 6)
    }
    refresh()
  }
  const put = async (id: string, ids: readonly string[]) => {
    for (const assets of parts(ids)) await api.vms.collect({ id, assets })
  }
  const take = async (id: string, ids: readonly string[]) => {
    for (const assets of parts(ids)) await api.vms.uncollect({ id, assets })
  }
  return {
    collect: (collection: Pick<Collection, 'id' | 'title' | 'assets'>, assets: readonly Asset[]) =>
      said(async () => {
        const ids = assets.map(({ id }) => id)
        await put(collection.id, ids)
        const { assets: count } = await api.vms.collection({ id: collection.id })
        const text = t('deeds.collected', { ...many(ids), collection: collection.title })
        // Some were in it already: taking all out again would be no undo.
        if (count - collection.assets !== ids.length) return void message.success(text)
        offerUndo({ text, undo: () => void said(() => take(collection.id, ids)) })
      }),
    begin: (title: string, assets: readonly Asset[]) =>
      said(async () => {
        const ids = assets.map(({ id }) => id)
        const [first = [], ...rest] = parts(ids)
        const made = await api.vms.addCollection({ title, ...(first.length > 0 ? { assets: first } : {}) })
        for (const more of rest) await put(made.id, more)
        const text = t('deeds.collected', { ...many(ids), collection: title })
        offerUndo({ text, undo: () => void said(async () => void (await api.vms.deleteCollection({ id: made.id }))) })
      }),
    uncollect: (collection: Pick<Collection, 'id' | 'title'>, assets: readonly Asset[], then: () => void) =>
      said(async () => {
        const ids = assets.map(({ id }) => id)
        await take(collection.id, ids)
        then()
        offerUndo({
          text: t('deeds.uncollected', { ...many(ids), collection: collection.title }),
          undo: () => void said(async () => (await put(collection.id, ids), then())),
        })
      }),
    rename: ({ id, version }: Collection, title: string) =>
      said(async () => void (await api.vms.changeCollection({ id, version, title }))),
    drop: ({ id }: Pick<Collection, 'id'>) => said(async () => void (await api.vms.deleteCollection({ id }))),
  }
}
