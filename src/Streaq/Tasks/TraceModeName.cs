namespace Streaq.Tasks;

/// <summary>The name of a mode in a message and in a schedule.</summary>
internal static class TraceModeName
{
    /// <returns><see langword="null"/> for <see cref="TraceMode.Auto"/>.</returns>
    public static string? For(TraceMode mode) => mode switch
    {
        TraceMode.Parent => "parent",
        TraceMode.Link => "link",
        TraceMode.None => "none",
        _ => null,
    };
}
