import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWriting, WritingField } from './writing.tsx'

type CommentTextProps = {
  label: string
  ok: string
  initial?: string
  save(text: string): Promise<unknown>
  cancel(): void
}

/** An answer, or a comment that is corrected. */
export const CommentText = ({ label, ok, initial = '', save, cancel }: CommentTextProps) => {
  const { t } = useTranslation()
  const writing = useWriting(save, initial)
  return (
    <form className="comment-edit" onSubmit={writing.submit}>
      <WritingField writing={writing} label={label} rows={1} autoFocus escape={cancel} testId="comment-edit" />
      <div className="row">
        <Button size="small" type="primary" htmlType="submit" loading={writing.busy} disabled={writing.empty}>
          {ok}
        </Button>
        <Button size="small" type="text" onClick={cancel}>
          {t('actions.cancel')}
        </Button>
      </div>
    </form>
  )
}
