import { CaretRightOutlined, PauseOutlined, StepBackwardOutlined, StepForwardOutlined } from '@ant-design/icons'
import { Button, Segmented, Switch } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Match } from '#services/dna'
import type { Asset } from '#services/vms'
import { useMediaInfo } from '../asset/asset-data.ts'
import { rates, useDeck, type Deck } from '../asset/use-deck.ts'
import { formatTimecode } from '../shell/format.ts'
import { useKeys } from '../shell/keys.ts'
import { useNarrow } from '../theme/theme.tsx'
import { CompareScreen } from './compare-screen.tsx'
import { CompareStrip } from './compare-strips.tsx'
import { useLocked, type Locked, type Side } from './use-locked.ts'
import '../asset/player.css'

const likelyFramesPerSecond = 25

const useDeckOf = (asset: Asset): Deck => {
  const info = useMediaInfo(asset.id)
  return useDeck(info.data?.video?.frameRate || likelyFramesPerSecond, asset.durationSeconds)
}

type CompareViewProps = { match: Match; asset: Asset; source: Asset }

/** The asset and its source side by side, locked together, over their two timelines. */
export const CompareView = ({ match, asset, source }: CompareViewProps) => {
  const { t } = useTranslation()
  const [one, other] = [useDeckOf(asset), useDeckOf(source)]
  const locked = useLocked(one, other, match.stretches)
  const isMirrored = match.edits.includes('mirrored')
  const [mirrored, mirror] = useState(false)
  const [first] = match.stretches
  useKeys({
    ' ': (event) => ((event.target as HTMLElement).closest('button, a') ? false : locked.toggle()),
    k: locked.toggle,
    ArrowLeft: () => locked.step(-1),
    ArrowRight: () => locked.step(1),
    ',': () => locked.skip(-10),
    '.': () => locked.skip(10),
  })
  const strips: [Side, Asset, Deck][] = [
    ['asset', asset, one],
    ['source', source, other],
  ]
  return (
    <div className="compare" data-testid="compare" data-playing={locked.playing}>
      <div className="compare-screens">
        <CompareScreen
          label={t('copies.asset')}
          asset={asset}
          deck={one}
          startSeconds={first?.queryStartSeconds ?? 0}
          silent={locked.sound !== 'asset'}
          testId="video-asset"
        />
        <CompareScreen
          label={t('copies.source')}
          asset={source}
          deck={other}
          startSeconds={first?.referenceStartSeconds ?? 0}
          silent={locked.sound !== 'source'}
          mirrored={mirrored}
          testId="video-source"
        />
      </div>
      <Controls locked={locked} mirrored={isMirrored ? { is: mirrored, set: mirror } : undefined} />
      {strips.map(([side, of, deck]) => (
        <CompareStrip
          key={side}
          side={side}
          label={t(`copies.${side}`)}
          asset={of}
          deck={deck}
          match={match}
          seek={locked.seek}
        />
      ))}
      <Stretches match={match} decks={[one, other]} go={(seconds) => locked.seek('asset', seconds)} />
    </div>
  )
}

type ControlsProps = { locked: Locked; mirrored: { is: boolean; set(is: boolean): void } | undefined }

const Controls = ({ locked, mirrored }: ControlsProps) => {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const id = useId()
  return (
    <div className="compare-controls">
      <Button
        type="text"
        icon={<StepBackwardOutlined />}
        title={`${t('player.frameBack')} (←)`}
        aria-label={t('player.frameBack')}
        onClick={() => locked.step(-1)}
        data-testid="compare-back"
      />
      <Button
        type="primary"
        icon={locked.playing ? <PauseOutlined /> : <CaretRightOutlined />}
        aria-label={t(locked.playing ? 'player.pause' : 'copies.playBoth')}
        onClick={(event) => {
          event.currentTarget.blur()
          locked.toggle()
        }}
        data-testid="compare-play"
      >
        {narrow ? null : t(locked.playing ? 'player.pause' : 'copies.playBoth')}
      </Button>
      <Button
        type="text"
        icon={<StepForwardOutlined />}
        title={`${t('player.frameOn')} (→)`}
        aria-label={t('player.frameOn')}
        onClick={() => locked.step(1)}
        data-testid="compare-on"
      />
      <span className="grow" />
      {mirrored ? (
        <label className="row" htmlFor={id}>
          <Switch id={id} size="small" checked={mirrored.is} onChange={mirrored.set} />
          {t('copies.mirrorSource')}
        </label>
      ) : null}
      <Segmented<Side>
        size="small"
        value={locked.sound}
        onChange={locked.hear}
        options={(['asset', 'source'] as const).map((value) => ({ value, label: t(`copies.sounds.${value}`) }))}
        aria-label={t('copies.sound')}
      />
      {narrow ? null : (
        <Segmented
          size="small"
          value={locked.rate}
          onChange={(rate) => locked.setRate(rate as (typeof rates)[number])}
          options={rates.filter((rate) => rate <= 1).map((rate) => ({ value: rate, label: `${rate}×` }))}
          aria-label={t('player.speed')}
        />
      )}
    </div>
  )
}

type StretchesProps = { match: Match; decks: readonly [Deck, Deck]; go(seconds: number): void }

/** Every stretch that both have, by its timecodes in both; pressed, both go there. */
const Stretches = ({ match, decks, go }: StretchesProps) => {
  const { t } = useTranslation()
  const [asset, source] = decks
  const span = (deck: Deck, from: number, long: number) =>
    `${formatTimecode(from, deck.framesPerSecond)} – ${formatTimecode(from + long, deck.framesPerSecond)}`
  return (
    <ol className="compare-stretches" aria-label={t('copies.stretches')}>
      {match.stretches.map(({ queryStartSeconds: at, referenceStartSeconds: of, durationSeconds: long, speed }, i) => (
        <li key={`${at}/${of}`}>
          <button type="button" onClick={() => go(at)} data-testid="stretch">
            <span className="numerals faint">{i + 1}</span>
            <span className="mono">{span(asset, at, long)}</span>
            <span className="faint" aria-hidden="true">
              ←
            </span>
            <span className="mono">{span(source, of, long * speed)}</span>
            {Math.abs(speed - 1) > 0.001 ? (
              <span className="faint">{`${Math.round(speed * 1000) / 1000}×`}</span>
            ) : null}
          </button>
        </li>
      ))}
    </ol>
  )
}
