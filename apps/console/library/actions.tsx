import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { api } from '../shell/api.ts'
import { isProblem, problemText } from '../shell/problem.ts'

const undoSeconds = 8
const atOnce = 4

/** Assets that are about to be deleted: out of sight, but still undoable. */
const going = new Map<string, ReturnType<typeof setTimeout>>()
const watchers = new Set<() => void>()
let goingNow: ReadonlySet<string> = new Set()
const tell = () => {
  goingNow = new Set(going.keys())
  for (const changed of watchers) changed()
}

export const useGoing = (): ReadonlySet<string> =>
  useSyncExternalStore(
    (changed) => {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
    () => goingNow,
  )

/** Does something to many assets, a few at a time, and says what came of it. */
const eachOf = async (assets: readonly Asset[], act: (asset: Asset) => Promise<unknown>) => {
  const failed: { asset: Asset; error: unknown }[] = []
  const queue = [...assets]
  const worker = async () => {
    for (let asset = queue.shift(); asset; asset = queue.shift()) {
      const one = asset
      await act(one).catch((error: unknown) => failed.push({ asset: one, error }))
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, assets.length) }, worker))
  return failed
}

/** Someone else's edit of title or tags is no reason not to publish: ask again with the version that holds now. */
const atCurrentVersion = async (asset: Asset, act: (version: number) => Promise<Asset>): Promise<Asset> => {
  try {
    return await act(asset.version)
  } catch (error) {
    if (!isProblem(error, 'changed-meanwhile')) throw error
    const { version } = await api.vms.get({ id: asset.id })
    return act(version)
  }
}

/** Publish, withdraw and delete, for one asset or many. */
export const useAssetActions = () => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { message, notification, modal } = App.useApp()

  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['assets'] })
    void queries.invalidateQueries({ queryKey: ['facets'] })
  }
  const report = (done: string, failed: { asset: Asset; error: unknown }[]) => {
    if (failed.length === 0) return void message.success(done)
    notification.error({
      title: t('bulk.failed', { count: failed.length }),
      description: (
        <ul>
          {failed.slice(0, 5).map(({ asset, error }) => (
            <li key={asset.id}>
              {asset.title}: {problemText(error)}
            </li>
          ))}
        </ul>
      ),
      duration: 0,
    })
  }

  const publish = async (assets: readonly Asset[]) => {
    const failed = await eachOf(assets, (asset) =>
      atCurrentVersion(asset, (version) => api.vms.publish({ id: asset.id, version })),
    )
    refresh()
    report(t('bulk.published', { count: assets.length - failed.length }), failed)
  }
  const withdraw = async (assets: readonly Asset[]) => {
    const failed = await eachOf(assets, (asset) =>
      atCurrentVersion(asset, (version) => api.vms.withdraw({ id: asset.id, version })),
    )
    refresh()
    report(t('bulk.withdrawn', { count: assets.length - failed.length }), failed)
  }

  const deleteNow = async (assets: readonly Asset[]) => {
    const failed = await eachOf(assets, ({ id }) => api.vms.delete({ id }))
    for (const { id } of assets) going.delete(id)
    tell()
    refresh()
    if (failed.length > 0) report('', failed)
  }
  const deleteSoon = (assets: readonly Asset[]) => {
    const key = assets[0]!.id
    const timer = setTimeout(() => void deleteNow(assets), undoSeconds * 1000)
    for (const { id } of assets) going.set(id, timer)
    tell()
    const undo = () => {
      clearTimeout(timer)
      for (const { id } of assets) going.delete(id)
      tell()
      notification.destroy(key)
    }
    notification.open({
      key,
      title: t('bulk.deleted', { count: assets.length, title: assets[0]!.title }),
      actions: (
        <Button size="small" type="primary" onClick={undo} data-testid="undo">
          {t('actions.undo')}
        </Button>
      ),
      duration: undoSeconds,
      closable: false,
    })
  }
  /** Undoable for 8 s; what the public can see is asked about by name first. */
  const remove = (assets: readonly Asset[], then?: () => void) => {
    const seen = assets.filter((asset) => asset.state === 'published')
    const go = () => {
      deleteSoon(assets)
      then?.()
    }
    if (seen.length === 0) return go()
    const word = assets.length === 1 ? assets[0]!.title : String(assets.length)
    let typed = ''
    const box = modal.confirm({
      title: t('bulk.deleteTitle', { count: assets.length, title: assets[0]!.title }),
      content: (
        <TypeToConfirm
          word={word}
          lead={t('bulk.deletePublished', { count: seen.length })}
          typed={(text) => {
            typed = text
            box.update({ okButtonProps: { danger: true, disabled: typed !== word } })
          }}
        />
      ),
      okText: t('actions.delete'),
      okButtonProps: { danger: true, disabled: true },
      icon: null,
      onOk: go,
    })
  }
  return { publish, withdraw, remove }
}

const TypeToConfirm = ({ word, lead, typed }: { word: string; lead: string; typed(text: string): void }) => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  return (
    <>
      <p>{lead}</p>
      <p className="soft">{t('bulk.typeToConfirm', { word })}</p>
      <Input
        value={text}
        autoFocus
        aria-label={t('bulk.typeToConfirm', { word })}
        onChange={(event) => {
          setText(event.target.value)
          typed(event.target.value)
        }}
      />
    </>
  )
}
