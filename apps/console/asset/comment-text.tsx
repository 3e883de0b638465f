import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemText } from '../shell/problem.ts'

type CommentTextProps = {
  label: string
  ok: string
  initial?: string
  save(text: string): Promise<unknown>
  cancel(): void
}

/** An answer, or a comment that is corrected. What was typed stays when saving fails. */
export const CommentText = ({ label, ok, initial = '', save, cancel }: CommentTextProps) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [text, setText] = useState(initial)
  const [busy, setBusy] = useState(false)
  const send = async () => {
    if (text.trim() === '' || busy) return
    setBusy(true)
    try {
      await save(text.trim())
    } catch (error) {
      setBusy(false)
      void message.error(problemText(error), 6)
    }
  }
  return (
    <form
      className="comment-edit"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Input.TextArea
        value={text}
        maxLength={5000}
        rows={1}
        className="growing"
        autoFocus
        aria-label={label}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
          if (event.key === 'Escape') cancel()
        }}
        data-testid="comment-edit"
      />
      <div className="row">
        <Button size="small" type="primary" htmlType="submit" loading={busy} disabled={text.trim() === ''}>
          {ok}
        </Button>
        <Button size="small" type="text" onClick={cancel}>
          {t('actions.cancel')}
        </Button>
      </div>
    </form>
  )
}
