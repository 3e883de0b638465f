import {
  CaretRightOutlined,
  FullscreenOutlined,
  MutedOutlined,
  PauseOutlined,
  SettingOutlined,
  SoundOutlined,
  StepBackwardOutlined,
  StepForwardOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, Tooltip } from 'antd'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTimecode } from '../shell/format.ts'
import { useKeys } from '../shell/keys.ts'
import { SeekBar } from './seek-bar.tsx'
import { frameOn } from './shuttle.ts'
import { useHls } from './use-hls.ts'
import { useShuttle } from './use-shuttle.ts'

export type PlayerProps = {
  asset: string
  title: string
  framesPerSecond: number
  /** Of the whole source, also while only its beginning can be played. */
  durationSeconds: number | undefined
  poster: string | undefined
  revision: string
}

/** A player as editors know it: J K L, frame by frame, timecode. */
export const Player = ({ asset, title, framesPerSecond, durationSeconds, poster, revision }: PlayerProps) => {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const still = useRef<HTMLCanvasElement>(null)
  const playback = useHls(video, still, `/vod/${asset}/master.m3u8`, revision)
  const { speed, run, press } = useShuttle(video)
  const clock = useClock(video)
  const [muted, setMuted] = useState(false)
  const whole = Math.max(durationSeconds ?? 0, Number.isFinite(clock.duration) ? clock.duration : 0)

  const toggle = () => run(speed === 0 ? 1 : 0)
  const seek = (seconds: number) => {
    const element = video.current
    if (element) element.currentTime = Math.min(Math.max(0, seconds), playableUntil(element, whole))
  }
  const stepFrames = (frames: number) => {
    run(0)
    if (video.current) seek(frameOn(video.current.currentTime, frames, framesPerSecond))
  }
  const mute = () => {
    if (video.current) video.current.muted = !muted
    setMuted(!muted)
  }
  const fullscreen = () =>
    void (document.fullscreenElement ? document.exitFullscreen() : box.current?.requestFullscreen?.())?.catch(() => {})
  useKeys({
    j: () => press('j'),
    k: () => press('k'),
    l: () => press('l'),
    ' ': toggle,
    ArrowLeft: () => stepFrames(-1),
    ArrowRight: () => stepFrames(1),
    'Shift+ArrowLeft': () => seek(clock.at - 1),
    'Shift+ArrowRight': () => seek(clock.at + 1),
    Home: () => seek(0),
    End: () => seek(whole),
    f: fullscreen,
    m: mute,
  })
  return (
    <div className="player" ref={box} data-testid="player">
      <div className="screen" onClick={toggle} role="presentation">
        <video ref={video} poster={poster} playsInline preload="auto" aria-label={title} data-testid="video" />
        <canvas ref={still} aria-hidden="true" />
        {playback.broken ? (
          <div className="screen-word" role="alert">
            {t('player.broken')}
            <Button onClick={playback.again}>{t('actions.tryAgain')}</Button>
          </div>
        ) : null}
        {speed !== 0 && speed !== 1 ? <span className="screen-speed mono">{`${speed}×`}</span> : null}
      </div>
      <SeekBar
        asset={asset}
        at={clock.at}
        buffered={clock.buffered}
        duration={whole}
        framesPerSecond={framesPerSecond}
        seek={seek}
      />
      <div className="controls">
        <Control label={t('player.frameBack')} icon={<StepBackwardOutlined />} act={() => stepFrames(-1)} />
        <Control
          label={speed === 0 ? t('player.play') : t('player.pause')}
          icon={speed === 0 ? <CaretRightOutlined /> : <PauseOutlined />}
          act={toggle}
        />
        <Control label={t('player.frameOn')} icon={<StepForwardOutlined />} act={() => stepFrames(1)} />
        <span className="timecode mono" data-testid="timecode">
          {formatTimecode(clock.at, framesPerSecond)}
          <span> / {formatTimecode(whole, framesPerSecond)}</span>
        </span>
        <div className="grow" />
        <Control
          label={muted ? t('player.unmute') : t('player.mute')}
          icon={muted ? <MutedOutlined /> : <SoundOutlined />}
          act={mute}
        />
        {playback.levels.length > 1 ? (
          <Dropdown
            trigger={['click']}
            placement="topRight"
            menu={{
              selectable: true,
              selectedKeys: [String(playback.level)],
              items: [{ index: -1, name: t('player.auto') }, ...playback.levels.toReversed()].map(
                ({ index, name }) => ({
                  key: String(index),
                  label: name,
                }),
              ),
              onClick: ({ key }) => playback.chooseLevel(Number(key)),
            }}
          >
            <Button type="text" size="small" icon={<SettingOutlined />} aria-label={t('player.quality')} />
          </Dropdown>
        ) : null}
        <Control label={t('player.fullscreen')} icon={<FullscreenOutlined />} act={fullscreen} />
      </div>
    </div>
  )
}

const Control = ({ label, icon, act }: { label: string; icon: React.ReactNode; act(): void }) => (
  <Tooltip title={label} mouseEnterDelay={0.6}>
    <Button
      type="text"
      size="small"
      icon={icon}
      aria-label={label}
      onClick={(event) => {
        // The keys belong to the player, not to the button clicked last.
        event.currentTarget.blur()
        act()
      }}
    />
  </Tooltip>
)

/** While the source grows one cannot seek past what is there. */
const playableUntil = (element: HTMLVideoElement, whole: number) => {
  const { seekable } = element
  return seekable.length > 0 ? seekable.end(seekable.length - 1) : whole
}

type Clock = { at: number; duration: number; buffered: number }

/** Where the video is, read once per shown frame while it runs. */
const useClock = (video: RefObject<HTMLVideoElement | null>): Clock => {
  const [clock, setClock] = useState<Clock>({ at: 0, duration: Number.NaN, buffered: 0 })
  useEffect(() => {
    const element = video.current
    if (!element) return
    let frame = 0
    const read = () => {
      const { currentTime: at, duration, buffered } = element
      let end = 0
      for (let i = 0; i < buffered.length; i += 1) {
        if (buffered.start(i) <= at + 0.1 && buffered.end(i) >= at) end = buffered.end(i)
      }
      setClock((before) =>
        before.at === at && Object.is(before.duration, duration) && before.buffered === end
          ? before
          : { at, duration, buffered: end },
      )
    }
    const run = () => {
      read()
      if (!element.paused) frame = requestAnimationFrame(run)
    }
    const events = ['seeking', 'seeked', 'durationchange', 'progress', 'timeupdate', 'pause'] as const
    for (const event of events) element.addEventListener(event, read)
    element.addEventListener('playing', run)
    return () => {
      cancelAnimationFrame(frame)
      for (const event of events) element.removeEventListener(event, read)
      element.removeEventListener('playing', run)
    }
  }, [video])
  return clock
}
