using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Streaq.Hosting;

/// <summary>The modules of one queue, and the one that is being configured.</summary>
internal sealed class QueueModules
{
    private readonly HashSet<Type> _known = [];
    private readonly Stack<Type> _under = new();

    /// <summary>The name of the module whose <c>Configure</c> runs; <see langword="null"/> when none runs.</summary>
    public string? Current => _under.TryPeek(out var module) ? module.FullName : null;

    /// <summary>Configures a module, unless it is configured already.</summary>
    public void Add(Type type, Func<IStreaqModule> create, StreaqBuilder streaq)
    {
        if (!_known.Add(type))
        {
            return;
        }

        _under.Push(type);
        try
        {
            create().Configure(streaq);
        }
        finally
        {
            _under.Pop();
        }
    }

    /// <summary>Finds the modules of an assembly. They are sorted by name, so that the order of their middleware is fixed.</summary>
    /// <exception cref="ArgumentException">There is no module, or one has no public constructor without parameters.</exception>
    [RequiresUnreferencedCode("Looks at all types of the assembly.")]
    public static IReadOnlyList<Type> In(Assembly assembly)
    {
        Type[] found =
        [
            .. assembly.GetTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
                    && type.IsAssignableTo(typeof(IStreaqModule)))
                .OrderBy(type => type.FullName, StringComparer.Ordinal),
        ];
        if (found.Length == 0)
        {
            throw new ArgumentException(
                $"The assembly {assembly.GetName().Name} has no module: no class of it implements {nameof(IStreaqModule)}.",
                nameof(assembly));
        }

        return Array.Find(found, static type => type.GetConstructor(Type.EmptyTypes) is null) is { } closed
            ? throw new ArgumentException(
                $"The module {closed.FullName} has no public constructor without parameters; add it with AddModule, or give it one.",
                nameof(assembly))
            : found;
    }
}
