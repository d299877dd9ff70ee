namespace Streaq.Execution;

/// <summary>What messages call a delegate of the application.</summary>
internal static class DelegateName
{
    /// <returns>Such as <c>a delegate in Shop.Program</c>, or <c>Shop.Timer.InvokeAsync</c>.</returns>
    public static string Of(Delegate written)
    {
        var owner = OwnerOf(written);
        // Lambdas and local functions have names of the compiler.
        return owner is null || written.Method.Name.Contains('<', StringComparison.Ordinal)
            ? $"a delegate in {owner?.ToString() ?? "unknown code"}"
            : $"{owner}.{written.Method.Name}";
    }

    /// <summary>The class that was written: closures are classes of the compiler within it.</summary>
    public static Type? OwnerOf(Delegate written)
    {
        var owner = written.Method.DeclaringType;
        while (owner is { DeclaringType: { } outer })
        {
            owner = outer;
        }

        return owner;
    }
}
