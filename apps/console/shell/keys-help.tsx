import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeys } from './keys.ts'

const keys = {
  anywhere: { 'Ctrl K': 'search', '?': 'help', '/': 'find' },
  lists: { 'j / k': 'move', Enter: 'open', x: 'select', Esc: 'clear' },
  player: {
    'J K L': 'shuttle',
    Space: 'play',
    '← →': 'frame',
    'Shift ← →': 'second',
    ', .': 'ten',
    'Home End': 'ends',
    'i o': 'marks',
    'Shift i o': 'toMarks',
    x: 'noMarks',
    r: 'loop',
    g: 'goTo',
    t: 'timecode',
    s: 'grab',
    '↑ ↓': 'volume',
    f: 'full',
    m: 'mute',
    '+ - 0': 'zoom',
  },
} as const

/** `?`: which keys do what. */
export const KeysHelp = () => {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  useKeys({ '?': () => setOpen(true) })
  return (
    <Modal open={open} onCancel={() => setOpen(false)} footer={null} title={t('shortcuts.title')} width={420}>
      {Object.entries(keys).map(([group, entries]) => (
        <section key={group} className="keys-group">
          <h3>{t(`shortcuts.groups.${group}`)}</h3>
          <dl>
            {Object.entries(entries).map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{t(`shortcuts.${what}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  )
}
