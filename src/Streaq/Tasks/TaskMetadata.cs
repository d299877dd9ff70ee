namespace Streaq;

/// <summary>The metadata of a task, for middleware: the objects of <c>WithMetadata</c> and the attributes of the handler.</summary>
/// <remarks>
/// Objects come in the order of the queue, its groups, the handler's class, its method, and the mapping of the task. <see cref="Get{T}"/>
/// returns the last one of a type.
/// </remarks>
public sealed class TaskMetadata
{
    private readonly object[] _all;

    internal TaskMetadata(IEnumerable<object> all) => _all = [.. all];

    /// <summary>All objects.</summary>
    public IReadOnlyList<object> All => _all;

    /// <summary>The metadata of a task that has none, or that this process did not map.</summary>
    internal static TaskMetadata Empty { get; } = new([]);

    /// <summary>Returns the last object of a type.</summary>
    /// <typeparam name="T">A class or an interface.</typeparam>
    /// <returns>The object; <see langword="null"/> when there is none.</returns>
    public T? Get<T>() where T : class => Array.FindLast(_all, static item => item is T) as T;

    /// <summary>Returns all objects of a type.</summary>
    /// <typeparam name="T">A class or an interface.</typeparam>
    /// <returns>The objects.</returns>
    public IEnumerable<T> GetAll<T>() where T : class => _all.OfType<T>();
}
