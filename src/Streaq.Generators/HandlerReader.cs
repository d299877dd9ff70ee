using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Generators;

/// <summary>Reads a handler by the rules of Streaq's <c>DelegateBinder</c>. Both must always agree.</summary>
/// <param name="known">The types that the rules refer to.</param>
/// <param name="argument">The type of the task's argument.</param>
/// <param name="result">The type of its result; <see langword="null"/> without one.</param>
internal sealed class HandlerReader(KnownTypes known, ITypeSymbol argument, ITypeSymbol? result)
{
    /// <summary>Why a handler that may fit can't be bound here; <see langword="null"/> for one that does not fit.</summary>
    public string? Obstacle { get; private set; }

    /// <returns>The handler; <see langword="null"/> when it is bound, or refused, at run time.</returns>
    public Handler? Read(IOperation value)
    {
        if (Target(value) is not var (method, type))
        {
            Obstacle = "write the lambda or the name of the method in the call itself";
            return null;
        }

        if (IsAsyncVoid(method) || !Fits(method) || new ResultRule(known, result).FormOf(method) is not { } form)
        {
            return null;
        }

        Obstacle = OfMethod(method) ?? OfSignature(method, type) ?? OfTask();
        var parameters = method.Parameters.Select(Read).ToArray();
        var returned = method.ReturnsVoid ? "void" : Name(method.ReturnType);
        // For a lambda with default values, the compiler creates a delegate type without a name.
        var name = type.CanBeReferencedByName ? Name(type) : null;
        return Obstacle is null ? new Handler(name, returned, form, new(parameters)) : null;
    }

    private static (IMethodSymbol Method, INamedTypeSymbol Delegate)? Target(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion)
        {
            value = conversion.Operand;
        }

        return value is not IDelegateCreationOperation { Type: INamedTypeSymbol type } creation ? null : creation.Target switch
        {
            IAnonymousFunctionOperation function => (function.Symbol, type),
            IMethodReferenceOperation reference => (reference.Method, type),
            _ => null,
        };
    }

    private static bool IsAsyncVoid(IMethodSymbol method) =>
        method.ReturnsVoid && (method.IsAsync || method.PartialImplementationPart is { IsAsync: true }
            || method.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "AsyncStateMachineAttribute" }));

    private bool Fits(IMethodSymbol method)
    {
        var payloads = method.Parameters.Count(IsArgument);
        return method.Parameters.All(parameter => parameter.RefKind is RefKind.None)
            && payloads <= 1
            && (payloads == 1 || known.AreSame(argument, known.NoArgument) || !method.Parameters.Any(IsMeantForArgument));
    }

    private bool IsArgument(IParameterSymbol parameter) => known.AreSame(parameter.Type, argument);

    /// <summary>Whether a parameter would be resolved as an optional service, but was meant for the argument.</summary>
    private bool IsMeantForArgument(IParameterSymbol parameter) =>
        !known.AreSame(parameter.Type, known.Token)
        && (parameter.Type.IsValueType || parameter.Type.SpecialType is SpecialType.System_String || known.Takes(parameter.Type, argument));

    /// <summary>Refuses virtual, extension and partial methods, whose parameters the call may not show as declared.</summary>
    private static string? OfMethod(IMethodSymbol method) =>
        method.IsVirtual || method.IsAbstract || method.IsOverride
            ? $"'{method.Name}' is virtual, and what overrides it may declare its parameters otherwise; pass a lambda that calls it"
        : method.ReducedFrom is not null || method.IsExtensionMethod || method.ContainingType is { IsExtension: true }
            ? $"'{method.Name}' is an extension method; pass a lambda that calls it"
        : method.IsPartialDefinition || method.PartialDefinitionPart is not null
            ? $"'{method.Name}' is a partial method; pass a lambda that calls it"
        : null;

    /// <summary>Refuses a delegate whose signature differs from that of its method.</summary>
    private string? OfSignature(IMethodSymbol method, INamedTypeSymbol type) =>
        type.DelegateInvokeMethod is { } invoke && invoke.Parameters.Length == method.Parameters.Length
        && invoke.Parameters.Zip(method.Parameters, (one, other) => one.RefKind == other.RefKind && known.AreSame(one.Type, other.Type))
            .All(same => same)
        && (method.ReturnsVoid ? invoke.ReturnsVoid : known.AreSame(invoke.ReturnType, method.ReturnType))
        && !method.Parameters.Any(parameter => parameter.IsParams)
            ? null
            : "its delegate has another signature than its method; leave out the delegate's type";

    private string? OfTask() => new[] { known.Context, argument, result }
        .Select(type => type is null ? null : TypeObstacle.Of(type, known.Compilation)).FirstOrDefault(obstacle => obstacle is not null);

    private HandlerParameter Read(IParameterSymbol parameter)
    {
        var source = IsArgument(parameter) ? ParameterSource.Argument
            : known.AreSame(parameter.Type, known.Context) ? ParameterSource.Context
            : known.AreSame(parameter.Type, known.Token) ? ParameterSource.Token
            : ParameterSource.Service;
        var read = new HandlerParameter(source, parameter.Name, Name(parameter.Type))
        {
            Default = parameter.HasExplicitDefaultValue ? Literal.Default(parameter.Type, parameter.ExplicitDefaultValue) : null,
        };
        if (source is not ParameterSource.Service)
        {
            return read;
        }

        var service = ServiceRule.Of(parameter);
        Obstacle ??= service.Obstacle ?? (service.KeyType is { } key ? TypeObstacle.Of(key, known.Compilation) : null);
        return read with { Key = service.Key, Otherwise = service.IsOptional ? read.Default ?? $"default({read.Type})" : null };
    }

    private string Name(ITypeSymbol type)
    {
        Obstacle ??= TypeObstacle.Of(type, known.Compilation);
        return Literal.TypeName(type);
    }
}
