import { Checkbox } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { MediaPicture, type MediaPictureProps } from './media-picture.tsx'
import './media-card.css'

export type MediaCardProps = MediaPictureProps & {
  title: string
  to: string
  /** A `Status` chip. */
  state?: ReactNode
  /** Who, where, when: one faint line. */
  about?: ReactNode
  selected?: boolean
  /** Where the keyboard stands. */
  focused?: boolean
  /** Others are being chosen: the box is shown without hovering. */
  choosing?: boolean
  choose?: ((range: boolean) => void) | undefined
  /** A button for what can be done with it. */
  menu?: ReactNode
  id?: string
  /** In a grid that is walked by arrows, only one card is reached by Tab. */
  tabbable?: boolean
}

/** A piece of media as a card. */
export const MediaCard = (props: MediaCardProps) => {
  const { title, to, state, about, selected, focused, choosing, choose, menu, id, tabbable = true, ...picture } = props
  const { t } = useTranslation()
  const classes = ['media-card', selected && 'selected', focused && 'focused', choosing && 'choosing']
  return (
    <div className={classes.filter(Boolean).join(' ')} {...(id ? { 'data-id': id } : {})}>
      {choose ? (
        <Checkbox
          className="media-check"
          checked={selected ?? false}
          tabIndex={tabbable ? 0 : -1}
          aria-label={t('components.table.choose', { name: title })}
          onChange={(event) => choose((event.nativeEvent as MouseEvent).shiftKey)}
        />
      ) : null}
      <Link to={to} className="media-link" tabIndex={tabbable ? 0 : -1}>
        <MediaPicture {...picture} />
        <div className="media-text">
          <div className="media-title" title={title}>
            {title}
          </div>
          {about ? <div className="media-about">{about}</div> : null}
        </div>
      </Link>
      {state ? <div className="media-state">{state}</div> : null}
      {menu ? <div className="media-menu">{menu}</div> : null}
    </div>
  )
}
