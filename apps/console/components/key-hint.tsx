import './status.css'

const mac = typeof navigator !== 'undefined' && /Mac|iP/.test(navigator.userAgent)
const named: Record<string, string> = {
  Mod: mac ? '⌘' : 'Ctrl',
  Shift: '⇧',
  Enter: '↵',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
}

/** Keys as they are pressed: `Mod K` is ⌘K or Ctrl K; parted by blanks, pressed together. */
export const KeyHint = ({ keys }: { keys: string }) => (
  <span className="key-hint">
    {keys.split(' ').map((key) => (
      <kbd key={key}>{named[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>
    ))}
  </span>
)
