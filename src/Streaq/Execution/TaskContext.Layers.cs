using Streaq.Execution;

namespace Streaq;

/// <content>The place that the attempt has reached in its middleware, and contexts for the inner part.</content>
public abstract partial class TaskContext
{
    /// <summary>The place in the chain that was reached: see <see cref="NextStep"/>.</summary>
    internal int Depth
    {
        get => _extras is { IsInside: true } own ? own.Depth : _attempt.Depth;
        set
        {
            if (_extras is { IsInside: true } own)
            {
                own.Depth = value;
            }
            else
            {
                _attempt.Depth = value;
            }
        }
    }

    /// <summary>Whether a result was set, by the handler or by middleware.</summary>
    internal bool HasResult
    {
        get => _extras is { IsInside: true } own ? own.HasResult : _attempt.HasResult;
        private protected set
        {
            if (_extras is { IsInside: true } own)
            {
                own.HasResult = value;
            }
            else
            {
                _attempt.HasResult = value;
            }
        }
    }

    /// <summary>Whether the attempt has ended, so that the inner part may no longer run.</summary>
    internal bool IsOver => _attempt.IsOver;

    /// <summary>Whether a middleware has made a change that only the inner part is to see.</summary>
    internal bool HasChange => _extras is { IsPending: true };

    private ContextExtras Extras => _extras ?? Interlocked.CompareExchange(ref _extras, new ContextExtras(), null) ?? _extras;

    /// <summary>
    /// Creates a context for the inner part with the changes of the middleware, and undoes these in this one. Both have no result then.
    /// </summary>
    /// <param name="depth">The place of the inner part.</param>
    /// <param name="isRepeated">Whether the inner part runs already, or has run.</param>
    internal TaskContext Inside(int depth, bool isRepeated)
    {
        var extras = Extras;
        extras.IsRepeated |= isRepeated;
        var inside = Copy(_attempt);
        inside._extras = extras.Inside(depth);
        var hasArgument = extras.HasArgument;
        var argument = extras.GiveBack();
        if (hasArgument)
        {
            GiveBack(argument);
        }

        Depth = Math.Max(Depth, depth);
        ClearResult();
        return inside;
    }

    /// <summary>
    /// Disposes a middleware that was created for this attempt. Its exceptions are reported and do not change the outcome.
    /// </summary>
    internal async ValueTask DisposeAsync(ITaskMiddleware middleware)
    {
        try
        {
            await MiddlewareClass.DisposeAsync(middleware).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Any exception is reported.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _attempt.Host.DisposeThrew(_attempt.Message, e);
        }
    }

    /// <summary>Takes the result of the inner part, unless another call of <c>next</c> has set one meanwhile.</summary>
    internal void TakeResult(TaskContext inside)
    {
        if (inside.HasResult && !HasResult)
        {
            CopyResult(inside);
        }
    }

    /// <summary>Takes the place that the inner part has reached.</summary>
    internal void TakeDepth(TaskContext inside) => Depth = Math.Max(Depth, inside.Depth);

    /// <summary>Returns a context of the same attempt, with the present argument and no result.</summary>
    private protected abstract TaskContext Copy(Attempt attempt);

    /// <summary>Restores the argument from before a change.</summary>
    private protected abstract void GiveBack(object? argument);

    private protected abstract object? GetResult();

    private protected abstract void SetResult(object? value);

    private protected abstract void ClearResult();

    private protected abstract void CopyResult(TaskContext inside);

    /// <summary>
    /// Whether the handler's result comes too late: a middleware has called <c>next</c> again meanwhile, and that call was faster.
    /// </summary>
    private protected bool HasFasterResult => _extras is { IsRepeated: true } && HasResult;

    private protected void NoteArgument(object? outer) => Extras.ReplaceArgument(outer);
}
