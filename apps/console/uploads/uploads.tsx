import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { problemTitle } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { filesOfDrop, type Picked } from './pick.ts'
import { isGoing, type UploadItem } from './queue.ts'
import { Tray } from './tray.tsx'
import { openUploader, type Uploader } from './uploader.ts'
import { UploadsContext, useUploadList, useUploads } from './uploads-context.ts'
import './uploads.css'

/** Uploads belong to no page: they go on while the person moves about, and after a reload. */
export const UploadsProvider = ({ children }: { children: ReactNode }) => {
  const { station, may } = useSession()
  const queries = useQueryClient()
  const [uploader, setUploader] = useState<Uploader>()
  const [open, setOpen] = useState(false)
  const [column, setColumn] = useState<string>()
  const allowed = may('uploads:write') && station !== undefined

  useEffect(() => {
    if (!allowed) return
    const arrived = (_item: UploadItem) => {
      void queries.invalidateQueries({ queryKey: ['assets'] })
      void queries.invalidateQueries({ queryKey: ['facets'] })
    }
    const opened = openUploader(station.id, arrived)
    setUploader(opened)
    return () => opened.close()
  }, [allowed, station?.id, queries])

  const add = useCallback(
    (picked: readonly Picked[]) => {
      if (!uploader || picked.length === 0) return
      uploader.add(picked, column)
      setOpen(true)
    },
    [uploader, column],
  )
  const value = useMemo(() => ({ uploader, allowed, open, setOpen, add, setColumn }), [uploader, allowed, open, add])
  return (
    <UploadsContext value={value}>
      {children}
      {allowed ? <DropZone add={add} column={column} /> : null}
      <Tray />
      <Warnings />
    </UploadsContext>
  )
}

const DropZone = ({ add, column }: { add(picked: readonly Picked[]): void; column: string | undefined }) => {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  useEffect(() => {
    let depth = 0
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      depth += 1
      setOver(true)
    }
    const hover = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault()
    }
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth -= 1
      if (depth <= 0) setOver(false)
    }
    const dropped = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      depth = 0
      setOver(false)
      void filesOfDrop(event.dataTransfer).then(add)
    }
    addEventListener('dragenter', enter)
    addEventListener('dragover', hover)
    addEventListener('dragleave', leave)
    addEventListener('drop', dropped)
    return () => {
      removeEventListener('dragenter', enter)
      removeEventListener('dragover', hover)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', dropped)
    }
  }, [add])
  if (!over) return null
  return (
    <div className="drop-zone" aria-hidden="true">
      <p>{column ? t('uploads.dropInColumn', { column }) : t('uploads.drop')}</p>
      <span>{t('uploads.dropHint')}</span>
    </div>
  )
}

/** Says aloud what happened while the tray was closed, and holds the page where leaving it would cost something. */
const Warnings = () => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { items } = useUploadList()
  const { open } = useUploads()
  const [told] = useState(() => new Set<string>())
  const going = items.some(isGoing)

  useEffect(() => {
    for (const item of items) {
      const settled = item.state === 'refused' || (item.state === 'done' && item.duplicate)
      if (!settled || item.overBefore || told.has(item.id)) continue
      told.add(item.id)
      if (open) continue
      if (item.problem) void message.error(`${item.name}: ${problemTitle(item.problem)}`, 8)
      else void message.info(t('uploads.duplicateOf', { name: item.name }), 8)
    }
  }, [items, told, open, message, t])

  useEffect(() => {
    if (!going || window.showOpenFilePicker) return
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [going])
  return null
}
