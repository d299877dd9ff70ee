using Streaq.Execution;

namespace Streaq;

/// <content>How far the attempt has come through its middleware, and what is further in.</content>
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

    /// <summary>Whether the attempt has ended, and what is further in may run no more.</summary>
    internal bool IsOver => _attempt.IsOver;

    /// <summary>Whether a middleware has changed what only the inside is to see.</summary>
    internal bool HasChange => _extras is { IsPending: true };

    private ContextExtras Extras => _extras ?? Interlocked.CompareExchange(ref _extras, new ContextExtras(), null) ?? _extras;

    /// <summary>
    /// A context for what is further in, with what the middleware has changed, which is so no more in this one. The result is a fresh one.
    /// </summary>
    /// <param name="depth">The place of what is further in.</param>
    /// <param name="isRepeated">Whether it runs already, or has run.</param>
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

    /// <summary>Ends a middleware that was made for this attempt; its failure comes too late to change the outcome.</summary>
    internal async ValueTask DisposeAsync(ITaskMiddleware middleware)
    {
        try
        {
            await MiddlewareClass.DisposeAsync(middleware).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it throws is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _attempt.Host.DisposeThrew(_attempt.Message, e);
        }
    }

    /// <summary>Takes the result of what was further in, unless another call of <c>next</c> has brought one meanwhile.</summary>
    internal void TakeResult(TaskContext inside)
    {
        if (inside.HasResult && !HasResult)
        {
            CopyResult(inside);
        }
    }

    /// <summary>Notes how far the inside has come.</summary>
    internal void TakeDepth(TaskContext inside) => Depth = Math.Max(Depth, inside.Depth);

    /// <summary>The same attempt, with the argument as it is now and no result.</summary>
    private protected abstract TaskContext Copy(Attempt attempt);

    /// <summary>Has the argument again that was there before a change.</summary>
    private protected abstract void GiveBack(object? argument);

    private protected abstract object? GetResult();

    private protected abstract void SetResult(object? value);

    private protected abstract void ClearResult();

    private protected abstract void CopyResult(TaskContext inside);

    /// <summary>
    /// Whether a result that the handler brings now is too late: a middleware has called <c>next</c> again meanwhile, and that call was
    /// faster.
    /// </summary>
    private protected bool HasFasterResult => _extras is { IsRepeated: true } && HasResult;

    private protected void NoteArgument(object? outer) => Extras.ReplaceArgument(outer);
}
