import { Button } from 'antd'
import { useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { undos, type Undoable } from './undo-list.ts'
import { KeyHint } from './key-hint.tsx'
import './undo.css'

/** What was just done and can be taken back for 8 s; Ctrl/⌘-Z takes back the last. Shown once, by the theme. */
export const UndoToasts = () => {
  const { t } = useTranslation()
  const list = useSyncExternalStore(undos.subscribe, undos.all)
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return
      if ((event.target as HTMLElement).closest?.('input, textarea, [contenteditable=true]')) return
      const last = undos.all().at(-1)
      if (!last) return
      event.preventDefault()
      undos.takeBack(last.id)
    }
    // Who leaves the page means what they did.
    const leaving = () => undos.settleAll()
    addEventListener('keydown', pressed)
    addEventListener('pagehide', leaving)
    return () => {
      removeEventListener('keydown', pressed)
      removeEventListener('pagehide', leaving)
    }
  }, [])
  return (
    <div
      className="undos"
      role="status"
      aria-live="polite"
      aria-label={list.length > 0 ? t('components.undo.list') : ''}
    >
      {list.map((one) => (
        <UndoToast key={one.id} one={one} last={one === list.at(-1)} />
      ))}
    </div>
  )
}

const UndoToast = ({ one, last }: { one: Undoable; last: boolean }) => {
  const { t } = useTranslation()
  return (
    <div
      className="undo"
      data-testid="undo-toast"
      onPointerEnter={() => undos.hold(one.id)}
      onPointerLeave={() => undos.go(one.id)}
      onFocus={() => undos.hold(one.id)}
      onBlur={() => undos.go(one.id)}
    >
      <span className="undo-text">{one.text}</span>
      <Button
        size="small"
        type="text"
        className="undo-button"
        onClick={() => undos.takeBack(one.id)}
        data-testid="undo"
      >
        {t('actions.undo')}
        {last ? <KeyHint keys="Mod Z" /> : null}
      </Button>
      <i className="undo-time" style={{ animationPlayState: one.held ? 'paused' : 'running' }} aria-hidden="true" />
    </div>
  )
}
