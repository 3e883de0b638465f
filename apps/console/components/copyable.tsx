import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../shell/copy.ts'
import './copyable.css'

/** Copies, and says for a moment that it has. */
export const CopyButton = ({ text, label }: { text(): string; label?: string }) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <Button
      type="text"
      size="small"
      icon={copied ? <CheckOutlined className="jade" /> : <CopyOutlined />}
      aria-label={copied ? t('actions.copied') : (label ?? t('actions.copy'))}
      title={label}
      onClick={() => void copyText(text()).then(setCopied)}
    />
  )
}

/** A hash, an id, a secret: in monospace, with a button that copies it. */
export const Copyable = ({ text, testId }: { text: string; testId?: string }) => (
  <span className="copyable">
    <code className="mono" data-testid={testId}>
      {text}
    </code>
    <CopyButton text={() => text} />
  </span>
)
