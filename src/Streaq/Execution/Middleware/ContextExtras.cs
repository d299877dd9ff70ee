namespace Streaq.Execution;

/// <summary>What few contexts need: shared values, what a middleware has changed, and how far what is further in has come.</summary>
internal sealed class ContextExtras
{
    private CancellationToken? _outerToken;
    private object? _outerArgument;
    private bool _hasToken;

    /// <summary>Shared by all contexts of the attempt.</summary>
    public Dictionary<object, object?>? Items { get; set; }

    /// <summary>Whether the context is one for what is further in, with a depth and a result of its own.</summary>
    public bool IsInside { get; private init; }

    /// <summary>Whether a middleware with this context has called <c>next</c> again.</summary>
    public bool IsRepeated { get; set; }

    /// <summary>See <see cref="TaskContext.Depth"/>.</summary>
    public int Depth { get; set; }

    /// <summary>See <see cref="TaskContext.HasResult"/>.</summary>
    public bool HasResult { get; set; }

    /// <summary>The token in place of the attempt's; <see langword="null"/>: none.</summary>
    public CancellationToken? Token { get; private set; }

    /// <summary>Whether the argument was changed for what is further in.</summary>
    public bool HasArgument { get; private set; }

    /// <summary>Whether there is something that <c>next</c> has to hand on.</summary>
    public bool IsPending => _hasToken || HasArgument;

    public void Replace(CancellationToken token)
    {
        if (!_hasToken)
        {
            (_outerToken, _hasToken) = (Token, true);
        }

        Token = token;
    }

    /// <param name="outer">The argument that was there.</param>
    public void ReplaceArgument(object? outer)
    {
        if (!HasArgument)
        {
            (_outerArgument, HasArgument) = (outer, true);
        }
    }

    /// <summary>For the context of what is further in.</summary>
    /// <param name="depth">Its place in the chain.</param>
    public ContextExtras Inside(int depth) => new()
    {
        IsInside = true,
        Depth = depth,
        Items = Items ??= [],
        Token = Token,
    };

    /// <summary>What was handed on is so no more further out.</summary>
    /// <returns>The argument that was there, if it was changed.</returns>
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
