using System.ComponentModel;

namespace Streaq.Generated;

/// <summary>For generated code only: a service that a handler requires.</summary>
/// <param name="parameter">The name of the handler's parameter.</param>
/// <param name="type">Its type.</param>
/// <param name="key">The key of the service. Default: <see langword="null"/>, it has none.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GeneratedService(string parameter, Type type, object? key = null)
{
    internal string Parameter => parameter;

    internal Type Type => type;

    internal object? Key => key;
}
