/** What a seller, or the application itself, wants to hear of, and where. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly notificationType: string;
  readonly payloadVersion: string;
  readonly destinationId: string;
  readonly processingDirective?: ProcessingDirective;
}

export interface ProcessingDirective {
  readonly eventFilter?: {
    readonly eventFilterType: string;
    readonly marketplaceIds?: readonly string[];
    readonly orderChangeTypes?: readonly string[];
  };
  readonly filterExpression?: string;
}

/** Where notifications go: a queue, or EventBridge. One for the application, not for a seller. */
export interface Destination {
  readonly destinationId: string;
  readonly name: string;
  readonly resource: { readonly sqs?: { readonly arn: string }; readonly eventBridge?: object };
}
