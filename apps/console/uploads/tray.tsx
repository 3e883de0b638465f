import {
  CheckCircleFilled,
  CloseOutlined,
  CloudUploadOutlined,
  ExclamationCircleFilled,
  PauseOutlined,
  CaretRightOutlined,
} from '@ant-design/icons'
import { useVirtualizer } from '@tanstack/react-virtual'
import { App, Button, Progress, Tooltip } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { formatBytes, formatPercent, formatSpan } from '../shell/format.ts'
import { problemTitle } from '../shell/problem.ts'
import { pickFiles } from './pick.ts'
import { compareFile, inOrderOfSight, isOver, needsPerson, secondsLeft, totalsOf, type UploadItem } from './queue.ts'
import { useUploadList, useUploads } from './uploads-context.ts'

const rowPixels = 60

/** The button in the top bar: how far all uploads are, or that one needs the person. */
export const UploadsButton = () => {
  const { t } = useTranslation()
  const { open, setOpen, allowed } = useUploads()
  const { items } = useUploadList()
  if (!allowed) return null
  const totals = totalsOf(items)
  const attention = items.some((item) => needsPerson(item) || item.state === 'refused')
  return (
    <Button
      type="text"
      className="uploads-button"
      onClick={() => setOpen(!open)}
      aria-expanded={open}
      aria-label={t('uploads.title')}
      data-testid="uploads-button"
      icon={
        totals.going > 0 ? (
          <Progress type="circle" percent={totals.fraction * 100} size={20} showInfo={false} strokeWidth={14} />
        ) : (
          <CloudUploadOutlined />
        )
      }
    >
      {totals.going > 0 ? formatPercent(totals.fraction) : null}
      {attention ? <span className="dot attention" /> : null}
    </Button>
  )
}

/** The list of uploads, at hand on every page. */
export const Tray = () => {
  const { t, i18n } = useTranslation()
  const { open, setOpen, uploader } = useUploads()
  const { items, bytesPerSecond } = useUploadList()
  const scroller = useRef<HTMLDivElement>(null)
  const shown = inOrderOfSight(items)
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    overscan: 6,
  })
  if (!open || !uploader) return null
  const totals = totalsOf(items)
  const left = secondsLeft(totals, bytesPerSecond)
  const summary = [
    t('uploads.count', { done: totals.finished, files: totals.files }),
    `${formatBytes(totals.sentBytes)} / ${formatBytes(totals.bytes)}`,
    ...(bytesPerSecond > 0 ? [`${formatBytes(bytesPerSecond)}/s`] : []),
    ...(left !== undefined && totals.going > 0 ? [t('uploads.left', { time: formatSpan(left, i18n.language) })] : []),
  ]
  return (
    <aside className="tray" aria-label={t('uploads.title')} data-testid="tray">
      <header>
        <strong>{t('uploads.title')}</strong>
        <div className="grow" />
        {items.some((item) => item.state === 'paused') ? (
          <Button size="small" type="text" onClick={() => uploader.resumeAll()}>
            {t('uploads.resumeAll')}
          </Button>
        ) : null}
        {items.some((item) => item.state === 'sending' || item.state === 'waiting') ? (
          <Button size="small" type="text" onClick={() => uploader.pauseAll()}>
            {t('uploads.pauseAll')}
          </Button>
        ) : null}
        {items.some(isOver) ? (
          <Button size="small" type="text" onClick={() => uploader.tidy()} data-testid="tidy">
            {t('uploads.tidy')}
          </Button>
        ) : null}
        <Button
          size="small"
          type="text"
          icon={<CloseOutlined />}
          onClick={() => setOpen(false)}
          aria-label={t('actions.close')}
        />
      </header>
      {totals.files > 0 ? (
        <div className="tray-total">
          <Progress percent={totals.fraction * 100} showInfo={false} size="small" />
          <span className="faint numerals">{summary.join(' · ')}</span>
        </div>
      ) : null}
      {items.length === 0 ? <p className="faint tray-none">{t('uploads.none')}</p> : null}
      <div className="tray-list" ref={scroller}>
        <div className="tray-rows" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((row) => (
            <div key={shown[row.index]!.id} className="tray-place" style={{ transform: `translateY(${row.start}px)` }}>
              <Row item={shown[row.index]!} />
            </div>
          ))}
        </div>
      </div>
    </aside>
  )
}

const Row = ({ item }: { item: UploadItem }) => {
  const { t } = useTranslation()
  const { uploader } = useUploads()
  const again = usePickAgain(item)
  const fraction = item.bytes > 0 ? item.sentBytes / item.bytes : 0
  const pausable = item.state === 'sending' || item.state === 'waiting' || item.state === 'broken'
  const name = item.asset ? (
    <Link to={`/assets/${item.asset}`} className="ellipsis">
      {item.name}
    </Link>
  ) : (
    <span className="ellipsis">{item.name}</span>
  )
  return (
    <div className={`tray-row is-${item.state}`} data-testid="upload" data-state={item.state} data-name={item.name}>
      <div className="tray-name">
        {item.state === 'done' ? <CheckCircleFilled className="jade" /> : null}
        {item.state === 'refused' ? <ExclamationCircleFilled className="red" /> : null}
        {name}
        <span className="faint numerals">{formatBytes(item.bytes)}</span>
      </div>
      <div className="tray-state">
        <StateText item={item} />
        <div className="grow" />
        {needsPerson(item) ? (
          <Button size="small" type="link" onClick={again}>
            {t(item.state === 'asking' ? 'uploads.goOn' : 'uploads.pickAgain')}
          </Button>
        ) : null}
        {pausable ? (
          <Tool label={t('uploads.pause')} icon={<PauseOutlined />} act={() => uploader?.pause(item.id)} />
        ) : null}
        {item.state === 'paused' ? (
          <Tool label={t('uploads.resume')} icon={<CaretRightOutlined />} act={() => void uploader?.resume(item.id)} />
        ) : null}
        {isOver(item) || item.state === 'arrived' ? null : (
          <Tool label={t('uploads.cancel')} icon={<CloseOutlined />} act={() => uploader?.cancel(item.id)} />
        )}
      </div>
      {item.state === 'sending' || item.state === 'paused' || needsPerson(item) ? (
        <div className="tray-bar">
          <i style={{ transform: `scaleX(${fraction})` }} />
        </div>
      ) : null}
    </div>
  )
}

const Tool = ({ label, icon, act }: { label: string; icon: React.ReactNode; act(): void }) => (
  <Tooltip title={label} mouseEnterDelay={0.5}>
    <Button size="small" type="text" icon={icon} aria-label={label} onClick={act} />
  </Tooltip>
)

const StateText = ({ item }: { item: UploadItem }) => {
  const { t } = useTranslation()
  if (item.problem && item.state === 'refused') return <span className="red">{problemTitle(item.problem)}</span>
  if (item.state === 'done' && item.duplicate) return <span className="amber">{t('uploads.duplicate')}</span>
  if (item.state === 'sending') {
    return <span className="numerals">{formatPercent(item.bytes > 0 ? item.sentBytes / item.bytes : 0)}</span>
  }
  const words = t(`uploads.states.${item.state}`)
  return (
    <span className="faint" title={words}>
      {words}
    </span>
  )
}

/** Gets the file once more, and says so when it is not the same one. */
const usePickAgain = (item: UploadItem) => {
  const { t } = useTranslation()
  const { uploader } = useUploads()
  const { message } = App.useApp()
  return async () => {
    if (item.state === 'asking') return uploader?.resume(item.id)
    const [picked] = await pickFiles({ multiple: false })
    if (!picked) return
    const found = compareFile(item, picked.file)
    if (found === 'same') return uploader?.resume(item.id, picked)
    void message.warning(t(`uploads.notTheSame.${found}`, { name: item.name, size: formatBytes(item.bytes) }), 6)
  }
}
