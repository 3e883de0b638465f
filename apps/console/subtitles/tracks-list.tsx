import { MoreOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, Switch } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Track } from '#services/subtitles'
import { Ago } from '../components/quantities.tsx'
import { Empty } from '../components/states.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { api, stationAddress } from '../shell/api.ts'
import { problemText } from '../shell/problem.ts'
import { randomId } from '../shell/random-id.ts'
import { useAct } from '../shell/use-act.ts'
import { tracksKey } from './data.ts'
import { keepDraft, keptDraft } from './drafts.ts'
import { TrackDialog, type TrackWish } from './track-dialog.tsx'
import { base64Of, isTooLarge, languageIn } from './upload.ts'
import './subtitles.css'

type TracksListProps = { asset: string; tracks: readonly Track[]; readOnly: boolean; open(id: string): void }

const formats = ['srt', 'vtt', 'ass', 'ttml'] as const
const accepted = '.srt,.vtt,.ass,.ssa,.ttml,.dfxp,.xml,.txt'

/** The tracks of an asset: brought as files or begun empty, shown to viewers or not. */
export const TracksList = ({ asset, tracks, readOnly, open }: TracksListProps) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [making, setMaking] = useState(false)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const [over, setOver] = useState(false)
  const again = () => queries.invalidateQueries({ queryKey: tracksKey(asset) })

  const bring = useAct(async (files: readonly File[]) => {
    for (const file of files) {
      if (isTooLarge(file)) {
        void message.error(`${file.name}: ${t('problems.subtitles-too-large')}`, 6)
        continue
      }
      try {
        const language = languageIn(file.name)
        const wish = { asset, file: await base64Of(file), ...(language ? { language } : {}) }
        const made = await api.subtitles.create(wish, { idempotencyKey: randomId() })
        const encoding = t(`subtitles.encodings.${made.encoding ?? 'utf-8'}`)
        void message.success(t('subtitles.brought', { count: made.cueCount, label: made.label, encoding }), 6)
      } catch (error) {
        void message.error(`${file.name}: ${problemText(error)}`, 8)
      }
    }
    await again()
  })
  const make = useAct(async (wish: TrackWish) => {
    const { label, ...rest } = wish
    const made = await api.subtitles.create(
      { asset, ...rest, ...(label ? { label } : {}), shown: false },
      { idempotencyKey: randomId() },
    )
    setMaking(false)
    await again()
    open(made.id)
  })
  const remove = ({ id, label }: Track) => {
    const show = (seen: boolean) =>
      setHidden((before) => {
        const next = new Set(before)
        if (seen) next.delete(id)
        else next.add(id)
        return next
      })
    show(false)
    offerUndo({
      text: t('subtitles.removed', { label }),
      undo: () => show(true),
      async settle() {
        try {
          await api.subtitles.delete({ id })
          keepDraft(id, undefined)
        } catch (error) {
          void message.error(problemText(error), 6)
          show(true)
        }
        await again()
      },
    })
  }
  const shown = tracks.filter(({ id }) => !hidden.has(id))
  const drop = readOnly
    ? {}
    : {
        onDragOver(event: React.DragEvent) {
          if (!event.dataTransfer.types.includes('Files')) return
          event.preventDefault()
          event.stopPropagation()
          setOver(true)
        },
        onDragLeave: () => setOver(false),
        onDrop(event: React.DragEvent) {
          event.preventDefault()
          event.stopPropagation()
          setOver(false)
          bring.act([...event.dataTransfer.files])
        },
      }
  const buttons = readOnly ? null : (
    <div className="row">
      <Button
        type="primary"
        size="small"
        icon={<UploadOutlined />}
        loading={bring.busy}
        onClick={() => field.current?.click()}
      >
        {t('subtitles.bring')}
      </Button>
      <Button size="small" icon={<PlusOutlined />} onClick={() => setMaking(true)} data-testid="new-track">
        {t('subtitles.begin')}
      </Button>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        accept={accepted}
        onChange={(event) => {
          bring.act([...(event.target.files ?? [])])
          event.target.value = ''
        }}
        data-testid="subtitle-file"
      />
    </div>
  )
  return (
    <div className={`tracks ${over ? 'is-over' : ''}`} data-testid="tracks" {...drop}>
      {shown.length === 0 ? (
        <Empty small title={t('subtitles.none')} detail={readOnly ? undefined : t('subtitles.noneDetail')}>
          {buttons}
        </Empty>
      ) : (
        <>
          {buttons}
          <ul>
            {shown.map((track) => (
              <TrackItem
                key={track.id}
                track={track}
                readOnly={readOnly}
                open={() => open(track.id)}
                remove={() => remove(track)}
              />
            ))}
          </ul>
          {readOnly ? null : <p className="faint tracks-hint">{t('subtitles.dropHint')}</p>}
        </>
      )}
      {making ? (
        <TrackDialog title={t('subtitles.begin')} busy={make.busy} close={() => setMaking(false)} apply={make.act} />
      ) : null}
    </div>
  )
}

type TrackItemProps = { track: Track; readOnly: boolean; open(): void; remove(): void }

const TrackItem = ({ track, readOnly, open, remove }: TrackItemProps) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [changing, setChanging] = useState(false)
  const { id, asset, version, kind, language, label, shown, isDefault, encoding, cueCount } = track
  const change = useAct(async (wish: Partial<TrackWish> & { shown?: boolean }) => {
    const { label: said, ...rest } = wish
    try {
      await api.subtitles.change({ id, version, ...rest, ...(said ? { label: said } : {}) })
      setChanging(false)
    } finally {
      await queries.invalidateQueries({ queryKey: tracksKey(asset) })
    }
  })
  const isChapters = kind === 'chapters'
  const about = [
    ...(isChapters ? [] : [t(`subtitles.kinds.${kind}`)]),
    language,
    t(isChapters ? 'subtitles.countChapters' : 'subtitles.count', { count: cueCount }),
    ...(encoding && encoding !== 'utf-8' ? [t(`subtitles.encodings.${encoding}`)] : []),
    ...(isDefault ? [t('subtitles.default')] : []),
  ]
  return (
    <li className="track" data-testid="track" data-track={id}>
      <button type="button" className="track-open" onClick={open}>
        <strong className="ellipsis">{isChapters ? `${t('subtitles.kinds.chapters')} · ${label}` : label}</strong>
        {!readOnly && keptDraft(id) ? <span className="amber">{t('subtitles.unsaved')}</span> : null}
        <span className="track-about soft">{about.join(' · ')}</span>
        <span className="track-about faint">
          {track.changedBy} · <Ago at={track.changedAt} />
        </span>
      </button>
      <label className="track-shown">
        <Switch
          size="small"
          checked={shown}
          disabled={readOnly}
          loading={change.busy && !changing}
          onChange={(next) => change.act({ shown: next })}
          data-testid="track-shown"
        />
        <span>{t('subtitles.shown')}</span>
      </label>
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: [
            ...formats.map((format) => ({
              key: format,
              label: (
                <a href={stationAddress(`/api/subtitles/tracks/${id}/file.${format}`)} download>
                  {t('subtitles.download', { format: t(`subtitles.formats.${format}`) })}
                </a>
              ),
            })),
            ...(readOnly
              ? []
              : [
                  { type: 'divider' as const },
                  { key: 'change', label: t('subtitles.settings'), onClick: () => setChanging(true) },
                  { key: 'remove', label: t('actions.delete'), danger: true, onClick: remove },
                ]),
          ],
        }}
      >
        <Button
          type="text"
          size="small"
          icon={<MoreOutlined />}
          aria-label={t('actions.more')}
          data-testid="track-more"
        />
      </Dropdown>
      {changing ? (
        <TrackDialog
          track={track}
          title={t('subtitles.settings')}
          busy={change.busy}
          close={() => setChanging(false)}
          apply={change.act}
        />
      ) : null}
    </li>
  )
}
