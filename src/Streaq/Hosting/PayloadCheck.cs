using System.Text.Json;
using Streaq.Execution;
using Streaq.Tasks;

namespace Streaq.Hosting;

/// <summary>Looks at the types of mapped tasks, before there is a queue that would serialize them.</summary>
internal sealed class PayloadCheck(StreaqOptions options)
{
    private TaskSerializer? _serializer;

    /// <exception cref="PayloadLossException">JSON would leave out some of the task's argument or result.</exception>
    public void Check<TArgument, TResult>(TaskDefinition task)
    {
        Check<TArgument>(PayloadKind.Argument, task);
        if (typeof(TResult) != typeof(NoResult))
        {
            Check<TResult>(PayloadKind.Result, task);
        }
    }

    private void Check<T>(PayloadKind kind, TaskDefinition task)
    {
        try
        {
            // A copy, since the application may go on to set its own until the queue is in use.
            _serializer ??= new TaskSerializer(
                options.Json is { IsReadOnly: false } json ? new JsonSerializerOptions(json) : options.Json, options.JsonContext);
            _serializer.ThrowIfLossy<T>(kind, task.Name);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            // What JSON itself refuses it refuses loudly, once it is asked.
        }
    }
}
