import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Asset } from '#services/vms'
import { usePlayhead } from '../asset/playhead.ts'
import type { Deck } from '../asset/use-deck.ts'
import { useHls } from '../asset/use-hls.ts'
import { stationAddress } from '../shell/api.ts'
import { formatTimecode } from '../shell/format.ts'

type CompareScreenProps = {
  /** Which of the two it is. */
  label: string
  asset: Asset
  deck: Deck
  startSeconds: number
  silent: boolean
  mirrored?: boolean
  testId: string
}

/** One of two pictures beside each other, without controls of its own. */
export const CompareScreen = ({
  label,
  asset,
  deck,
  startSeconds,
  silent,
  mirrored = false,
  testId,
}: CompareScreenProps) => {
  const { t } = useTranslation()
  const still = useRef<HTMLCanvasElement>(null)
  const [address] = useState(`/vod/${asset.id}/master.m3u8`)
  const { element, attach, playhead } = deck
  const playback = useHls(element, still, { address, revision: asset.state, startSeconds, playhead })
  return (
    <section className="compare-side" aria-label={label}>
      <header>
        <span className="label">{label}</span>
        <Link to={`/assets/${asset.id}`} className="ellipsis" title={asset.title}>
          {asset.title}
        </Link>
        <span className="grow" />
        <Now deck={deck} />
      </header>
      <div className="player">
        <div className={mirrored ? 'screen is-mirrored' : 'screen'}>
          <video
            ref={attach}
            poster={asset.hasPoster ? stationAddress(`/vod/${asset.id}/poster.jpg`) : undefined}
            playsInline
            muted={silent}
            preload="auto"
            aria-label={asset.title}
            data-testid={testId}
          />
          <canvas ref={still} aria-hidden="true" />
          {playback.broken ? (
            <div className="screen-word" role="alert">
              {t('player.broken')}
              <Button onClick={playback.again}>{t('actions.tryAgain')}</Button>
            </div>
          ) : null}
        </div>
      </div>
    </section>
  )
}

const Now = ({ deck }: { deck: Deck }) => (
  <span className="mono">
    {usePlayhead(deck.playhead, ({ atSeconds }) => formatTimecode(atSeconds, deck.framesPerSecond))}
  </span>
)
