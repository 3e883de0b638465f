import { CloseOutlined, DownOutlined, UpOutlined } from '@ant-design/icons'
import { Button, Drawer } from 'antd'
import { useCallback, useEffect, useId, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import { useNarrow } from '../theme/theme.tsx'
import './detail-drawer.css'

export type Detail = { id: string | undefined; open(id: string): void; close(): void }

/** Which entry's details are open, kept in the address (`?item=`): it can be linked to, and back closes it. */
export const useDetail = (parameter = 'item'): Detail => {
  const [params, setParams] = useSearchParams()
  const navigate = useNavigate()
  const location = useLocation()
  const id = params.get(parameter) ?? undefined
  const openedHere = (location.state as { detail?: string } | null)?.detail === parameter
  const open = useCallback(
    (next: string) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before)
          after.set(parameter, next)
          return after
        },
        // From one entry to the next is one step back, not many.
        { replace: id !== undefined, state: { detail: id === undefined || openedHere ? parameter : undefined } },
      ),
    [setParams, parameter, id, openedHere],
  )
  const close = useCallback(() => {
    if (openedHere) return void navigate(-1)
    setParams(
      (before) => {
        const after = new URLSearchParams(before)
        after.delete(parameter)
        return after
      },
      { replace: true },
    )
  }, [openedHere, navigate, setParams, parameter])
  return useMemo(() => ({ id, open, close }), [id, open, close])
}

export type DetailDrawerProps = {
  open: boolean
  close(): void
  title: ReactNode
  about?: ReactNode
  /** Buttons at the foot, the primary one last. */
  actions?: ReactNode
  /** Go to the entry before or after without closing. */
  previous?: (() => void) | undefined
  next?: (() => void) | undefined
  widthPixels?: number
  testId?: string
  children: ReactNode
}

/** Details beside the list they belong to, which stays usable; on a phone a sheet from below. */
export const DetailDrawer = (props: DetailDrawerProps) => {
  const { open, close, title, about, actions, previous, next, widthPixels = 480, testId, children } = props
  const { t } = useTranslation()
  const narrow = useNarrow()
  const move = (event: React.KeyboardEvent) => {
    const typing = (event.target as HTMLElement).closest('input, textarea, [role=combobox], [contenteditable=true]')
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return
    if (event.key === 'j' && next) next()
    else if (event.key === 'k' && previous) previous()
  }
  const mark = `detail-${useId()}`
  // The focus goes to the panel itself, so that its keys are heard there and not by the list behind it.
  useEffect(() => {
    if (!open) return
    const frame = requestAnimationFrame(() => {
      const panel = document.querySelector<HTMLElement>(`[data-panel="${mark}"] [role=dialog]`)
      if (!panel) return
      panel.tabIndex = -1
      panel.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [open, mark])
  return (
    <Drawer
      open={open}
      onClose={close}
      placement={narrow ? 'bottom' : 'right'}
      size={narrow ? 'min(88dvh, 720px)' : `min(${widthPixels}px, 100vw)`}
      mask={narrow}
      focusable={{ trap: narrow, focusTriggerAfterClose: true }}
      closable={false}
      destroyOnHidden
      rootClassName={`detail ${narrow ? 'detail-sheet' : ''}`}
      title={
        <div className="detail-head">
          <div className="detail-title">{title}</div>
          {about ? <div className="detail-about">{about}</div> : null}
        </div>
      }
      extra={
        <div className="detail-tools">
          {previous || next ? (
            <>
              <Button
                type="text"
                size="small"
                icon={<UpOutlined />}
                disabled={!previous}
                onClick={previous}
                aria-label={t('components.drawer.previous')}
                title={`${t('components.drawer.previous')} (k)`}
              />
              <Button
                type="text"
                size="small"
                icon={<DownOutlined />}
                disabled={!next}
                onClick={next}
                aria-label={t('components.drawer.next')}
                title={`${t('components.drawer.next')} (j)`}
              />
            </>
          ) : null}
          <Button
            type="text"
            size="small"
            icon={<CloseOutlined />}
            onClick={close}
            aria-label={t('components.drawer.close')}
            title={`${t('components.drawer.close')} (Esc)`}
          />
        </div>
      }
      footer={actions ? <div className="detail-actions">{actions}</div> : null}
      onKeyDown={move}
      aria-modal={narrow}
      data-panel={mark}
      {...(testId ? { 'data-testid': testId } : {})}
    >
      {children}
    </Drawer>
  )
}
