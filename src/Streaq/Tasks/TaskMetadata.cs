namespace Streaq;

/// <summary>
/// What a mapping says of its task, for middleware to read: objects of <c>WithMetadata</c>, and the attributes of the handler.
/// </summary>
/// <remarks>
/// In the order of the queue, its groups, the handler's class, its method, and the mapping of the task; the last of a type counts.
/// </remarks>
public sealed class TaskMetadata
{
    private readonly object[] _all;

    internal TaskMetadata(IEnumerable<object> all) => _all = [.. all];

    /// <summary>All of it.</summary>
    public IReadOnlyList<object> All => _all;

    /// <summary>Of a task of which nothing is said, or that this process did not map.</summary>
    internal static TaskMetadata Empty { get; } = new([]);

    /// <summary>The last object of a type.</summary>
    /// <typeparam name="T">A class or an interface.</typeparam>
    /// <returns>The object; <see langword="null"/> when there is none.</returns>
    public T? Get<T>() where T : class => Array.FindLast(_all, static item => item is T) as T;

    /// <summary>All objects of a type.</summary>
    /// <typeparam name="T">A class or an interface.</typeparam>
    /// <returns>The objects.</returns>
    public IEnumerable<T> GetAll<T>() where T : class => _all.OfType<T>();
}
