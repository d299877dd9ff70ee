namespace Streaq.Execution;

/// <summary>
/// State that few contexts need: shared values, the changes of a middleware, and the place that the inner part of the chain has reached.
/// </summary>
internal sealed class ContextExtras
{
    private CancellationToken? _outerToken;
    private object? _outerArgument;
    private bool _hasToken;

    /// <summary>Shared by all contexts of the attempt.</summary>
    public Dictionary<object, object?>? Items { get; set; }

    /// <summary>Whether the context belongs to an inner part of the chain, with a depth and a result of its own.</summary>
    public bool IsInside { get; private init; }

    /// <summary>Whether a middleware with this context has called <c>next</c> again.</summary>
    public bool IsRepeated { get; set; }

    /// <summary>See <see cref="TaskContext.Depth"/>.</summary>
    public int Depth { get; set; }

    /// <summary>See <see cref="TaskContext.HasResult"/>.</summary>
    public bool HasResult { get; set; }

    /// <summary>The token that replaces the attempt's; <see langword="null"/> for none.</summary>
    public CancellationToken? Token { get; private set; }

    /// <summary>Whether the argument was changed for the inner part.</summary>
    public bool HasArgument { get; private set; }

    /// <summary>Whether there is a change that <c>next</c> has to pass on.</summary>
    public bool IsPending => _hasToken || HasArgument;

    public void Replace(CancellationToken token)
    {
        if (!_hasToken)
        {
            (_outerToken, _hasToken) = (Token, true);
        }

        Token = token;
    }

    /// <param name="outer">The argument before the change.</param>
    public void ReplaceArgument(object? outer)
    {
        if (!HasArgument)
        {
            (_outerArgument, HasArgument) = (outer, true);
        }
    }

    /// <summary>Creates the extras for the context of the inner part.</summary>
    /// <param name="depth">Its place in the chain.</param>
    public ContextExtras Inside(int depth) => new()
    {
        IsInside = true,
        Depth = depth,
        Items = Items ??= [],
        Token = Token,
    };

    /// <summary>Undoes the changes for the outer part, after they were passed on.</summary>
    /// <returns>The argument before its change; <see langword="null"/> when it was not changed.</returns>
    public object? GiveBack()
    {
        var argument = _outerArgument;
        if (_hasToken)
        {
            Token = _outerToken;
        }

        (_hasToken, HasArgument, _outerToken, _outerArgument) = (false, false, null, null);
        return argument;
    }
}
