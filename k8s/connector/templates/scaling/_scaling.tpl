{{/*
Most pods of a service. A gateway's follow from what its platform allows: all connections together keep
connections × callsPerMinute ÷ 60 × secondsPerCall calls under way, a pod works on `prefetch` of a lane at once, and more pods
than these would only wait for permits. Call with (dict "root" $ "service" values).
*/}}
{{- define "connector.mostPods" -}}
{{- $scaling := .service.autoscaling -}}
{{- $most := int $scaling.ceiling -}}
{{- with .service.quota -}}
{{- $underWay := divf (mulf $.root.Values.connections .callsPerMinute .secondsPerCall) 60 -}}
{{- $most = min $most (int (ceil (divf $underWay $.root.Values.prefetch))) -}}
{{- end -}}
{{ max $most (int $scaling.min) }}
{{- end -}}

{{/* The main lanes of a service: where work is ready. What waits in .retry or .parked is no reason for a further pod. */}}
{{- define "connector.lanes" -}}
{{- $lanes := dict
  "amazon-gateway" (list "orders" "stock" "control")
  "exact-gateway" (list "orders" "stock" "catalogue" "control")
  "sync-core" (list "orders" "stock" "catalogue" "control") -}}
{{- get $lanes . | toJson -}}
{{- end -}}
