import { useCallback, useMemo, useState } from 'react'
import type { Asset, Collection } from '#services/vms'
import { useSession } from '../shell/session.tsx'
import type { TagChange } from './tag-dialog.tsx'
import { useRights } from './catalogue.ts'
import { useCollecting } from './collecting.ts'
import type { Deeds } from './deeds.tsx'

/** Which question is open about the chosen assets. */
export type Question = 'where' | 'tags' | 'collection'

type Options = {
  /** All that are chosen. */
  chosen: readonly Asset[]
  /** Where the keyboard stands: what keys act on when nothing is chosen. */
  focused(): Asset | undefined
  deeds: Deeds
  /** The collection that is shown. */
  collection: Collection | undefined
  clear(): void
  again(): void
}

/** What may be done with the chosen assets, the doing of it, and the questions asked on the way. */
export const useChoice = ({ chosen, focused, deeds, collection, clear, again }: Options) => {
  const { may } = useSession()
  const { mayEdit, mayPublish, mayDelete } = useRights()
  const collecting = useCollecting()
  const [question, setQuestion] = useState<{ kind: Question; assets: readonly Asset[] }>()
  const close = useCallback(() => setQuestion(undefined), [])

  const fitting = useMemo(() => {
    const there = chosen.filter(({ deletedAt }) => deletedAt === undefined)
    return {
      publishable: there.filter(
        (asset) => (asset.state === 'ready' || asset.state === 'withdrawn') && mayPublish(asset),
      ),
      withdrawable: there.filter((asset) => asset.state === 'published' && mayPublish(asset)),
      editable: there.filter(mayEdit),
      deletable: there.filter(mayDelete),
    }
  }, [chosen, mayEdit, mayPublish, mayDelete])
  const rights = {
    publish: may('assets:publish') && chosen.some(mayPublish),
    collect: may('assets:write'),
  }
  /** With keys, what is under the keyboard when nothing is chosen. */
  const orFocused = (assets: readonly Asset[], fits: (asset: Asset) => boolean) => {
    if (chosen.length > 0) return assets
    const asset = focused()
    return asset && fits(asset) ? [asset] : []
  }
  const doing = (act: (assets: readonly Asset[]) => void, assets: readonly Asset[]) => {
    if (assets.length === 0) return
    clear()
    act(assets)
  }
  const ask = (kind: Question, assets: readonly Asset[]) => {
    if (assets.length > 0) setQuestion({ kind, assets })
  }
  const canPublish = (asset: Asset) => (asset.state === 'ready' || asset.state === 'withdrawn') && mayPublish(asset)
  const askWhere = () => ask('where', orFocused(fitting.editable, mayEdit))
  const askTags = () => ask('tags', orFocused(fitting.editable, mayEdit))
  const askCollection = () =>
    rights.collect &&
    ask(
      'collection',
      orFocused(chosen, () => true),
    )
  const publish = () => doing(deeds.publish, orFocused(fitting.publishable, canPublish))
  const remove = () => doing(deeds.remove, orFocused(fitting.deletable, mayDelete))
  const asked = question?.assets ?? []
  return {
    ...fitting,
    rights,
    publish,
    withdraw: () => doing(deeds.withdraw, fitting.withdrawable),
    remove,
    askWhere,
    askTags,
    askCollection,
    uncollect:
      collection && rights.collect
        ? () => doing((assets) => void collecting.uncollect(collection, assets, again), chosen)
        : undefined,
    question: question?.kind,
    asked,
    close,
    move: (column: string | null) => doing((assets) => deeds.move(assets, column), asked),
    tag: (change: TagChange) => doing((assets) => deeds.tag(assets, change), asked),
    collect: (into: Collection) => doing((assets) => void collecting.collect(into, assets), asked),
    begin: (title: string) => doing((assets) => void collecting.begin(title, assets), asked),
    keys: { m: askWhere, t: askTags, c: () => void askCollection(), p: publish, Delete: remove },
  }
}
export type Choice = ReturnType<typeof useChoice>
