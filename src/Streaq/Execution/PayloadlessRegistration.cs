using System.Runtime.ExceptionServices;
using Streaq.Tasks;

namespace Streaq.Execution;

/// <summary>A task whose handler takes no payload: the body of its messages is not read.</summary>
internal sealed class PayloadlessRegistration(
    TaskDefinition definition,
    BoundHandler<NoArgument, NoResult> handler,
    TaskSerializer serializer)
    : TaskRegistration(definition)
{
    public override IEnumerable<RequiredService> Services => handler.Services;

    public override TaskSerializer Serializer => serializer;

    public override void CheckPayloads()
    {
    }

    public override TaskContext CreateContext(Attempt attempt)
    {
        // The body is checked although it is not read: only a sender with the key may have the task run.
        Serializer.Check(attempt.Message);
        return new TypedTaskContext<NoArgument, NoResult>(attempt, argument: null!);
    }

    public override async Task HandleAsync(TaskContext context)
    {
        try
        {
            await handler.Invoke(null!, context).ConfigureAwait(false);
        }
        catch (Exception e) when (AttemptSignal.IsWrapped(e, out var inner))
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }

    public override void ThrowWithoutResult(TaskContext context)
    {
    }

    public override ReadOnlyMemory<byte> SerializeResult(TaskContext context) => ReadOnlyMemory<byte>.Empty;
}
