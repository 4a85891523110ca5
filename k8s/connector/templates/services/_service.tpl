{{/* Call with (dict "root" $ "key" name "service" values). */}}
{{- define "connector.serviceVariables" -}}
- { name: KEY_RING_FILE, value: /keys/keys.json }
- { name: LOG_LEVEL, value: {{ .root.Values.logLevel | quote }} }
- { name: PREFETCH, value: {{ .root.Values.prefetch | quote }} }
- { name: RETRY_DELAYS_MS, value: {{ include "connector.retryDelays" .root | quote }} }
{{- include "connector.secretVariables" (dict "keys" .service.secretKeys) }}
{{- include "connector.trustedCaVariable" .root }}
{{- if and .root.Values.ingress.enabled .root.Values.ingress.amazon.host (ne .key "exactGateway") }}
- { name: AMAZON_GATEWAY_PUBLIC_URL, value: https://{{ .root.Values.ingress.amazon.host }} }
{{- end }}
{{- if and .root.Values.ingress.enabled .root.Values.ingress.exact.host (ne .key "amazonGateway") }}
- { name: EXACT_GATEWAY_PUBLIC_URL, value: https://{{ .root.Values.ingress.exact.host }} }
{{- end }}
{{- range $name, $value := .service.env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end -}}

{{- define "connector.serviceMounts" -}}
- { name: secrets, mountPath: /secrets, readOnly: true }
- { name: keys, mountPath: /keys, readOnly: true }
{{- include "connector.trustedCaMount" . }}
{{- end -}}
