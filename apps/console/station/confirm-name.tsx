import { Input, Modal } from 'antd'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FormField } from '../components/form-field.tsx'
import { useAct } from '../shell/use-act.ts'

type ConfirmNameProps = {
  open: boolean
  close(): void
  title: string
  /** What follows from it. */
  detail: ReactNode
  /** What must be typed. */
  name: string
  okText: string
  act(): Promise<unknown>
}

/** For what cannot be taken back: it is done by who types the name of the thing. */
export const ConfirmName = ({ open, close, title, detail, name, okText, act }: ConfirmNameProps) => {
  const { t } = useTranslation()
  const id = useId()
  const [typed, setTyped] = useState('')
  const same = typed.trim() === name
  const doing = useAct(act)
  return (
    <Modal
      open={open}
      title={title}
      okText={okText}
      okButtonProps={{
        danger: true,
        disabled: !same,
        loading: doing.busy,
        className: 'confirm-ok',
      }}
      onOk={() => doing.act()}
      onCancel={close}
      afterClose={() => setTyped('')}
      destroyOnHidden
      width={440}
    >
      <p className="soft confirm-detail">{detail}</p>
      <FormField id={id} label={t('station.typeName', { name })}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            value={typed}
            data-testid="type-name"
            onChange={(event) => setTyped(event.target.value)}
            onPressEnter={() => same && doing.act()}
          />
        )}
      </FormField>
    </Modal>
  )
}
