{{/* Where the broker stands: our own cluster's pods, somebody's pods, addresses. */}}
{{- define "connector.brokerPeers" -}}
{{- if .Values.rabbitmq.operator.enabled }}
- podSelector: { matchLabels: { app.kubernetes.io/name: {{ include "connector.fullname" . }}-rabbitmq } }
{{- else }}
{{- if not (or .Values.rabbitmq.external.cidrs .Values.rabbitmq.external.podLabels) }}
{{- fail "rabbitmq: say where the broker stands: external.cidrs, external.podLabels, or operator.enabled" }}
{{- end }}
{{- include "connector.externalPeers" .Values.rabbitmq.external }}
{{- end }}
{{- end -}}

{{- define "connector.databasePeers" -}}
{{- if .Values.postgres.cloudNativePg.enabled }}
- podSelector: { matchLabels: { cnpg.io/cluster: {{ include "connector.fullname" . }}-postgres } }
{{- else }}
{{- if not (or .Values.postgres.external.cidrs .Values.postgres.external.podLabels) }}
{{- fail "postgres: say where the database stands: external.cidrs, external.podLabels, or cloudNativePg.enabled" }}
{{- end }}
{{- include "connector.externalPeers" .Values.postgres.external }}
{{- end }}
{{- end -}}

{{- define "connector.externalPeers" -}}
{{- range .cidrs }}
- ipBlock: { cidr: {{ . }} }
{{- end }}
{{- with .podLabels }}
- podSelector: { matchLabels: {{ toJson . }} }
  {{- with $.namespace }}
  namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ . }} } }
  {{- end }}
{{- end }}
{{- end -}}

{{- define "connector.brokerPort" -}}
{{- if .Values.rabbitmq.operator.enabled -}}
{{ ternary 5671 5672 (ne .Values.rabbitmq.operator.tlsSecret "") }}
{{- else -}}
{{ .Values.rabbitmq.external.port }}
{{- end -}}
{{- end -}}

{{- define "connector.databasePort" -}}
{{ ternary 5432 .Values.postgres.external.port .Values.postgres.cloudNativePg.enabled }}
{{- end -}}

{{/* What is never a platform: private ranges, link-local addresses (the metadata service), this machine. */}}
{{- define "connector.neverReached" -}}
[10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16, 127.0.0.0/8]
{{- end -}}

{{- define "connector.dns" -}}
- to:
    - namespaceSelector: { matchLabels: {{ toJson .Values.networkPolicy.dnsNamespace }} }
  ports:
    - { port: 53, protocol: UDP }
    - { port: 53, protocol: TCP }
{{- end -}}
