import {
  CameraOutlined,
  CaretRightOutlined,
  CustomerServiceOutlined,
  FullscreenOutlined,
  MutedOutlined,
  PauseOutlined,
  SettingOutlined,
  SoundOutlined,
  StepBackwardOutlined,
  StepForwardOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, Popover, Slider, Tooltip } from 'antd'
import type { ReactNode, Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { TimecodeField, type TimecodeKeys } from './timecode-field.tsx'
import { rates, type Deck } from './use-deck.ts'
import type { Playback } from './use-hls.ts'
import type { Volume } from './use-volume.ts'

type ControlsProps = {
  deck: Deck
  playback: Playback
  volume: Volume
  timecode: Ref<TimecodeKeys>
  grab(): void
  fullscreen(): void
}

/** The buttons under the picture; each has a key. */
export const Controls = ({ deck, playback, volume, timecode, grab, fullscreen }: ControlsProps) => {
  const { t } = useTranslation()
  const { speed, rate } = deck
  const silent = volume.muted || volume.level === 0
  return (
    <div className="controls">
      <Control label={t('player.back10')} keys="," icon={<b>−10</b>} act={() => deck.skip(-10)} roomy />
      <Control label={t('player.frameBack')} keys="←" icon={<StepBackwardOutlined />} act={() => deck.step(-1)} />
      <Control
        label={speed === 0 ? t('player.play') : t('player.pause')}
        keys="K"
        icon={speed === 0 ? <CaretRightOutlined /> : <PauseOutlined />}
        act={deck.toggle}
      />
      <Control label={t('player.frameOn')} keys="→" icon={<StepForwardOutlined />} act={() => deck.step(1)} />
      <Control label={t('player.on10')} keys="." icon={<b>+10</b>} act={() => deck.skip(10)} roomy />
      <TimecodeField deck={deck} keys={timecode} />
      <div className="grow" />
      <Control label={t('player.grab')} keys="S" icon={<CameraOutlined />} act={grab} roomy />
      <Dropdown
        trigger={['click']}
        placement="topRight"
        menu={{
          selectable: true,
          selectedKeys: [String(rate)],
          items: rates.toReversed().map((one) => ({ key: String(one), label: `${one}×` })),
          onClick: ({ key }) => deck.setRate(Number(key)),
        }}
      >
        <Button type="text" size="small" className="numerals" aria-label={`${t('player.speed')} ${rate}×`}>
          {`${rate}×`}
        </Button>
      </Dropdown>
      <Popover
        trigger="hover"
        placement="top"
        content={
          <Slider
            vertical
            className="volume-slider"
            min={0}
            max={100}
            value={volume.muted ? 0 : Math.round(volume.level * 100)}
            ariaLabelForHandle={t('player.volume')}
            onChange={(percent) => volume.change(percent / 100)}
          />
        }
      >
        <Button
          type="text"
          size="small"
          icon={silent ? <MutedOutlined /> : <SoundOutlined />}
          aria-label={silent ? t('player.unmute') : t('player.mute')}
          onClick={(event) => {
            event.currentTarget.blur()
            volume.mute()
          }}
        />
      </Popover>
      {playback.sounds.length > 1 ? (
        <Dropdown
          trigger={['click']}
          placement="topRight"
          menu={{
            selectable: true,
            selectedKeys: [String(playback.sound)],
            items: playback.sounds.map(({ index, name }) => ({ key: String(index), label: name })),
            onClick: ({ key }) => playback.chooseSound(Number(key)),
          }}
        >
          <Button
            type="text"
            size="small"
            icon={<CustomerServiceOutlined />}
            aria-label={t('player.sound')}
            data-testid="player-sound"
          />
        </Dropdown>
      ) : null}
      {playback.levels.length > 1 ? (
        <Dropdown
          trigger={['click']}
          placement="topRight"
          menu={{
            selectable: true,
            selectedKeys: [String(playback.level)],
            items: [{ index: -1, name: t('player.auto') }, ...playback.levels.toReversed()].map(({ index, name }) => ({
              key: String(index),
              label: name,
            })),
            onClick: ({ key }) => playback.chooseLevel(Number(key)),
          }}
        >
          <Button
            type="text"
            size="small"
            icon={<SettingOutlined />}
            aria-label={t('player.quality')}
            data-testid="player-quality"
          />
        </Dropdown>
      ) : null}
      <Control label={t('player.fullscreen')} keys="F" icon={<FullscreenOutlined />} act={fullscreen} />
    </div>
  )
}

type ControlProps = { label: string; keys: string; icon: ReactNode; act(): void; roomy?: boolean }

/** `roomy`: only where there is room for it. */
const Control = ({ label, keys, icon, act, roomy = false }: ControlProps) => (
  <Tooltip title={`${label} (${keys})`} mouseEnterDelay={0.6}>
    <Button
      type="text"
      size="small"
      icon={icon}
      className={roomy ? 'control-roomy' : ''}
      aria-label={label}
      onClick={(event) => {
        // The keys belong to the player, not to the button clicked last.
        event.currentTarget.blur()
        act()
      }}
    />
  </Tooltip>
)
