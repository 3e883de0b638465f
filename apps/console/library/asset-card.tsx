import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { MediaCard } from '../components/media-card.tsx'
import { Ago } from '../components/quantities.tsx'
import { posterAddress } from '../encoding/poster-address.ts'
import { useGestures } from './gestures.ts'
import { useIsChosen, useIsFocus, type Selection } from './selection.ts'
import { StateChip } from './state-chip.tsx'
import { storyboardLingered } from './storyboard.ts'

/** What all cards of a list share, and what never changes while it is shown. */
export type Hands = {
  selection: Selection
  toggle(id: string, range: boolean): void
  drag(event: React.DragEvent<HTMLElement>, asset: Asset): void
}
export type AssetItemProps = { asset: Asset; first: boolean; hands: Hands }

/** What every way of showing an asset has: its id and state, its place in the selection, and how it is pressed. */
export const useItem = ({ asset, first, hands }: AssetItemProps) => {
  const { selection, toggle, drag } = hands
  const { id, state, deletedAt } = asset
  const chosen = useIsChosen(selection, id)
  const focus = useIsFocus(selection, id, first)
  const gestures = useGestures({
    toggle: (range) => toggle(id, range),
    choosing: () => selection.chosen().size > 0,
  })
  return {
    chosen,
    focus,
    attributes: {
      'data-testid': 'asset',
      'data-id': id,
      'data-state': state,
      draggable: deletedAt === undefined,
      onDragStart: (event: React.DragEvent<HTMLElement>) => drag(event, asset),
      ...gestures,
    },
  }
}

/** An asset as a card. */
export const AssetCard = memo((props: AssetItemProps) => {
  const { t } = useTranslation()
  const { asset, hands } = props
  const { chosen, focus, attributes } = useItem(props)
  const { id, title, column, createdBy, createdAt, state, progress, hasPoster, durationSeconds, deletedAt } = asset
  const making = state === 'ingesting'
  return (
    <div
      {...attributes}
      role="gridcell"
      aria-selected={chosen}
      className={deletedAt ? 'asset-cell gone' : 'asset-cell'}
      onFocus={() => hands.selection.focusOn(id)}
    >
      <MediaCard
        title={title}
        to={`/assets/${id}`}
        tabbable={focus}
        poster={posterAddress(asset)}
        durationSeconds={durationSeconds}
        storyboard={() => storyboardLingered(id)}
        progress={making && !hasPoster ? progress : undefined}
        selected={chosen}
        choose={deletedAt || !hands.selection.may ? undefined : (range) => hands.toggle(id, range)}
        state={
          deletedAt ? (
            <span className="chip">{t('library.gone')}</span>
          ) : (
            <StateChip state={state} progress={progress} ring={hasPoster} />
          )
        }
        about={
          <>
            <span className="media-who">{[column, createdBy].filter(Boolean).join(' · ')}</span>
            <span className="media-when">
              <Ago at={createdAt} />
            </span>
          </>
        }
      />
    </div>
  )
})
