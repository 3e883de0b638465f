import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../shell/copy.ts'
import './copyable.css'

/** A hash, an id, a secret: in monospace, with a button that copies it. */
export const Copyable = ({ text, testId }: { text: string; testId?: string }) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <span className="copyable">
      <code className="mono" data-testid={testId}>
        {text}
      </code>
      <Button
        type="text"
        size="small"
        icon={copied ? <CheckOutlined className="jade" /> : <CopyOutlined />}
        aria-label={t(copied ? 'actions.copied' : 'actions.copy')}
        onClick={() => void copyText(text).then(setCopied)}
      />
    </span>
  )
}
