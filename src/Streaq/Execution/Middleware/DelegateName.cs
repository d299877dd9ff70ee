namespace Streaq.Execution;

/// <summary>Names a delegate of the application in messages.</summary>
internal static class DelegateName
{
    /// <returns>Such as <c>a delegate in Shop.Program</c>, or <c>Shop.Timer.InvokeAsync</c>.</returns>
    public static string Of(Delegate written)
    {
        var owner = OwnerOf(written);
        // The compiler names lambdas and local functions.
        return owner is null || written.Method.Name.Contains('<', StringComparison.Ordinal)
            ? $"a delegate in {owner?.ToString() ?? "unknown code"}"
            : $"{owner}.{written.Method.Name}";
    }

    /// <summary>Returns the class in the source code. The compiler makes nested classes in it for closures.</summary>
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
