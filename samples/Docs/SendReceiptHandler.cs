using Microsoft.Extensions.Logging;
using Streaq;

namespace Docs;

#region handler
internal sealed partial class SendReceiptHandler(ILogger<SendReceiptHandler> logger) : ITaskHandler<Receipt>
{
    public Task HandleAsync(Receipt receipt, TaskContext context, CancellationToken cancellationToken)
    {
        Sent(receipt.Amount, receipt.To, context.Attempt);
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Sent a receipt over {Amount} to {To} at attempt {Attempt}")]
    private partial void Sent(decimal amount, string to, int attempt);
}
#endregion
