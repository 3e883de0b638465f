import { Button, ConfigProvider } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Cue } from '../../shared/storyboard-cues.ts'
import { useKeys } from '../shell/keys.ts'
import { CaptionOverlay, type Captions } from '../subtitles/captions.tsx'
import { Controls } from './controls.tsx'
import { frameName, grabFrame, saveBlob } from './frame-grab.ts'
import { SeekBar } from './seek-bar.tsx'
import type { TimecodeKeys } from './timecode-field.tsx'
import type { Deck } from './use-deck.ts'
import { useHls } from './use-hls.ts'
import { useVolume } from './use-volume.ts'
import './player.css'

export type PlayerProps = {
  deck: Deck
  asset: string
  title: string
  poster: string | undefined
  revision: string
  startSeconds: number
  cues: readonly Cue[]
  captions: Captions
}

/** A player as editors know it: J K L, frame by frame, in and out, timecode. */
export const Player = ({ deck, asset, title, poster, revision, startSeconds, cues, captions }: PlayerProps) => {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const still = useRef<HTMLCanvasElement>(null)
  const timecode = useRef<TimecodeKeys>(null)
  const { element, attach, toggle, playhead, framesPerSecond, durationSeconds, speed } = deck
  const [address] = useState(`/vod/${asset}/master.m3u8`)
  const playback = useHls(element, still, { address, revision, startSeconds, playhead })
  const volume = useVolume(element)

  const fullscreen = () =>
    void (document.fullscreenElement ? document.exitFullscreen() : box.current?.requestFullscreen?.())?.catch(() => {})
  const grab = async () => {
    const picture = element ? await grabFrame(element) : undefined
    if (picture) saveBlob(frameName(title, playhead.clock().atSeconds, framesPerSecond), picture)
  }
  useKeys({
    j: () => deck.press('j'),
    k: () => deck.press('k'),
    l: () => deck.press('l'),
    // Space presses what has the focus.
    ' ': (event) => ((event.target as HTMLElement).closest('button, a, [role=tab]') ? false : deck.toggle()),
    ArrowLeft: () => deck.step(-1),
    ArrowRight: () => deck.step(1),
    'Shift+ArrowLeft': () => deck.skip(-1),
    'Shift+ArrowRight': () => deck.skip(1),
    ',': () => deck.skip(-10),
    '.': () => deck.skip(10),
    ArrowUp: () => volume.change(volume.level + 0.1),
    ArrowDown: () => volume.change(volume.level - 0.1),
    Home: () => deck.seek(0),
    End: () => deck.seek(durationSeconds),
    i: ({ shiftKey }) => (shiftKey ? deck.toMark('fromSeconds') : deck.mark('fromSeconds')),
    o: ({ shiftKey }) => (shiftKey ? deck.toMark('toSeconds') : deck.mark('toSeconds')),
    x: () => deck.setRange({}),
    r: () => deck.setLoop(!deck.loop),
    g: () => timecode.current?.edit(),
    t: () => timecode.current?.copy(),
    s: () => void grab(),
    f: fullscreen,
    m: volume.mute,
  })
  return (
    <ConfigProvider getPopupContainer={onScreen}>
      <div className="player" ref={box} data-testid="player">
        <div className="screen" onClick={toggle} role="presentation">
          <video ref={attach} poster={poster} playsInline preload="auto" aria-label={title} data-testid="video" />
          <canvas ref={still} aria-hidden="true" />
          <CaptionOverlay captions={captions} playhead={playhead} />
          {playback.broken ? (
            <div className="screen-word" role="alert">
              {t('player.broken')}
              <Button onClick={playback.again}>{t('actions.tryAgain')}</Button>
            </div>
          ) : null}
          {speed !== 0 && speed !== 1 ? <span className="screen-speed mono">{`${speed}×`}</span> : null}
        </div>
        <SeekBar deck={deck} cues={cues} />
        <Controls
          deck={deck}
          playback={playback}
          volume={volume}
          timecode={timecode}
          grab={() => void grab()}
          fullscreen={fullscreen}
        />
      </div>
    </ConfigProvider>
  )
}

/** What floats belongs to what fills the screen. */
const onScreen = () => (document.fullscreenElement as HTMLElement | null) ?? document.body
