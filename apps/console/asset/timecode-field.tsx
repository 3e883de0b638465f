import { CopyOutlined } from '@ant-design/icons'
import { App, Button, Input, Tooltip } from 'antd'
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../shell/copy.ts'
import { formatTimecode } from '../shell/format.ts'
import { parseTimecode } from './timecode.ts'
import type { Playhead } from './playhead.ts'
import type { Deck } from './use-deck.ts'

/** The timecode of the picture shown; written to the page directly, as it changes with every picture. */
export const LiveTimecode = ({ playhead, framesPerSecond }: { playhead: Playhead; framesPerSecond: number }) => {
  const text = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const write = () => {
      if (text.current) text.current.textContent = formatTimecode(playhead.clock().atSeconds, framesPerSecond)
    }
    write()
    return playhead.watch(write)
  }, [playhead, framesPerSecond])
  return <span ref={text} className="mono" />
}

export type TimecodeKeys = { edit(): void; copy(): void }

/** Where we are and how long it is. Pressed, a timecode can be typed to go to; beside it a button copies it. */
export const TimecodeField = ({ deck, keys }: { deck: Deck; keys: Ref<TimecodeKeys> }) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { playhead, framesPerSecond, durationSeconds } = deck
  const [typed, setTyped] = useState<string>()
  const [wrong, setWrong] = useState(false)
  const now = () => formatTimecode(playhead.clock().atSeconds, framesPerSecond)
  const edit = () => {
    deck.pause()
    setWrong(false)
    setTyped(now())
  }
  const copy = async () => {
    const text = now()
    if (await copyText(text)) void message.success(t('player.copied', { text }))
  }
  useImperativeHandle(keys, () => ({ edit, copy: () => void copy() }))
  const go = () => {
    const seconds = parseTimecode(typed ?? '', framesPerSecond, playhead.clock().atSeconds)
    if (seconds === undefined) return setWrong(true)
    deck.seek(seconds)
    setTyped(undefined)
  }
  return (
    <div className="timecode">
      {typed === undefined ? (
        <Tooltip title={`${t('player.goTo')} (G)`} mouseEnterDelay={0.6}>
          <button type="button" className="timecode-now" onClick={edit} data-testid="timecode">
            <span className="hidden">{t('player.goTo')}</span>
            <LiveTimecode playhead={playhead} framesPerSecond={framesPerSecond} />
          </button>
        </Tooltip>
      ) : (
        <Input
          className="timecode-input mono"
          size="small"
          value={typed}
          autoFocus
          aria-label={t('player.goTo')}
          title={wrong ? t('player.noTime') : t('player.goToHint')}
          {...(wrong ? { status: 'error' as const } : {})}
          onFocus={(event) => event.target.select()}
          onChange={(event) => {
            setWrong(false)
            setTyped(event.target.value)
          }}
          onPressEnter={go}
          onBlur={() => setTyped(undefined)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setTyped(undefined)
          }}
          data-testid="timecode-input"
        />
      )}
      <span className="timecode-whole mono">/ {formatTimecode(durationSeconds, framesPerSecond)}</span>
      <Tooltip title={`${t('player.copyTimecode')} (T)`} mouseEnterDelay={0.6}>
        <Button
          type="text"
          size="small"
          className="timecode-copy"
          icon={<CopyOutlined />}
          aria-label={t('player.copyTimecode')}
          onClick={() => void copy()}
        />
      </Tooltip>
    </div>
  )
}
