import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { KeyHint } from '../components/key-hint.tsx'
import { groupsFor, type KeyGroup } from './key-table.ts'
import { useKeys } from './keys.ts'

/** `?`: which keys do what, those of this page first. */
export const KeysHelp = () => {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const [open, setOpen] = useState(false)
  useKeys({ '?': () => setOpen(true) })
  const { here, elsewhere } = groupsFor(pathname)
  return (
    <Modal
      open={open}
      onCancel={() => setOpen(false)}
      footer={null}
      title={t('shortcuts.title')}
      width={760}
      data-testid="keys-help"
    >
      <div className="keys-groups">
        {here.map((group) => (
          <Group key={group.name} group={group} />
        ))}
      </div>
      <h2 className="keys-elsewhere">{t('shortcuts.elsewhere')}</h2>
      <div className="keys-groups">
        {elsewhere.map((group) => (
          <Group key={group.name} group={group} />
        ))}
      </div>
    </Modal>
  )
}

const Group = ({ group }: { group: KeyGroup }) => {
  const { t } = useTranslation()
  return (
    <section className="keys-group">
      <h3>{t(`shortcuts.groups.${group.name}`)}</h3>
      <dl>
        {group.entries.map(({ keys, what }) => (
          <div key={what}>
            <dt>
              {keys.map((one) => (
                <KeyHint key={one} keys={one} />
              ))}
            </dt>
            <dd>{t(`shortcuts.${what}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
