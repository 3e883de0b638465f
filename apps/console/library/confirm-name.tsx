import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

type ConfirmNameProps = {
  open: boolean
  close(): void
  title: string
  /** What will be gone. */
  lead: string
  /** What has to be typed. */
  word: string
  /** What the button does. */
  ok: string
  confirm(): void
}

/** Before what cannot be undone, its name is typed. */
export const ConfirmName = (props: ConfirmNameProps) => <ConfirmModal key={String(props.open)} {...props} />

const ConfirmModal = ({ open, close, title, lead, word, ok, confirm }: ConfirmNameProps) => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const right = text.trim() === word.trim()
  const go = () => {
    if (!right) return
    close()
    confirm()
  }
  return (
    <Modal
      open={open}
      onCancel={close}
      title={title}
      width={440}
      destroyOnHidden
      footer={
        <>
          <Button onClick={close}>{t('actions.cancel')}</Button>
          <Button type="primary" danger disabled={!right} onClick={go} data-testid="confirm-name">
            {ok}
          </Button>
        </>
      }
    >
      <p>{lead}</p>
      <p className="soft">{t('bin.typeToConfirm', { word })}</p>
      <Input
        autoFocus
        value={text}
        aria-label={t('bin.typeToConfirm', { word })}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={go}
        data-testid="type-name"
      />
    </Modal>
  )
}
